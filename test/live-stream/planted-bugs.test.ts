// The properties are worth something: every bug planted in the sources makes one of them fail, and how soon is printed.

import { afterAll, beforeAll } from 'vitest';
import { PAGE_BUGS, plantOf, RULE_BUGS } from './planted-bugs.js';
import { SourceServer } from './source-server.js';

/** Inputs per property: first few of each, then more, until one fails. The seed makes one table comparable with the next. */
const RUNS = [50, 500, 5_000];
const SEED = 20_261_121;

interface Rules {
  RULES: readonly (readonly [name: string, property: never])[];
  runsUntilBroken(property: never, runs: number, seed: number): number | undefined;
}

let server: SourceServer;
const table: string[] = [];

beforeAll(async () => {
  server = await SourceServer.start('planted-bugs');
});

afterAll(async () => {
  await server.stop();
  console.info(`runs until caught:\n${table.join('\n')}`);
});

/** Which property of the rules failed, and after how many inputs. */
async function catchInNode(most = Infinity): Promise<string | undefined> {
  const { RULES, runsUntilBroken } = await server.load<Rules>('test/live-stream/rule-properties.ts');
  for (const runs of RUNS.filter((count) => count <= most)) {
    for (const [name, property] of RULES) {
      const caught = runsUntilBroken(property, runs, SEED);
      if (caught) return `${`${caught}`.padStart(6)}  ${name}`;
    }
  }
  return undefined;
}

/** After how many sequences the element was seen to go wrong. */
async function catchInPage(runs = 5_000): Promise<string | undefined> {
  const page = await server.open();
  try {
    const caught = await server.call<number | null>(page, 'test/live-stream/element-property.ts', 'runsUntilWrong', runs, SEED);
    return caught ? `${`${caught}`.padStart(6)}  shows what the rules say` : undefined;
  } finally {
    await page.close();
  }
}

describe('of the sources as they are', () => {
  it('no property fails', async () => {
    server.plant(undefined);
    expect(await catchInNode(50)).toBeUndefined();
    expect(await catchInPage(200)).toBeUndefined();
  });
});

describe('a bug in the rules is caught:', () => {
  it.for(RULE_BUGS)('%s', async (bug) => {
    server.plant(plantOf(bug));
    const caught = await catchInNode();
    table.push(`${bug[1]}: ${bug[0]}`.padEnd(70) + (caught ?? ' never'));
    expect(caught).toBeDefined();
  });
});

describe('a bug in what makes the page is caught:', () => {
  it.for(PAGE_BUGS)('%s', async (bug) => {
    server.plant(plantOf(bug));
    const caught = await catchInPage();
    table.push(`${bug[1]}: ${bug[0]}`.padEnd(70) + (caught ?? ' never'));
    expect(caught).toBeDefined();
  });
});
