// A stream that left the page leaves nothing behind: no element, row, listener, observer, request or connection. Asked of the browser itself.

import type { CDPSession } from 'playwright';
import { afterAll, beforeAll } from 'vitest';
import { SourceServer, type Plant } from './source-server.js';

const TIMES = 1_000;

const STREAM = "customElements.get('live-stream')";
/** What a stream makes or asks for, by the constructor of its kind. */
const KINDS = [
  STREAM,
  'HTMLLIElement',
  'HTMLSlotElement',
  'ShadowRoot',
  'ResizeObserver',
  'MutationObserver',
  'AbortController',
  'ReadableStream',
  'IDBDatabase',
];

/** Leaks that someone could leave, by where a thing would be let go. */
const LEAKS: readonly (readonly [leak: string, plant: Plant])[] = [
  ['what a scroller tells', { file: 'scroll-anchor.ts', from: 'this.scroller.follow(undefined);', to: '' }],
  ['what a container of the page tells', { file: 'stream-rows.ts', from: 'this.#listening?.abort();', to: '' }],
];

let server: SourceServer;

beforeAll(async () => {
  server = await SourceServer.start('leaks');
});

afterAll(() => server.stop());

describe('a page', () => {
  it(`is as it was after ${TIMES} streams came and went`, { timeout: 15 * 60_000 }, async () => {
    const { before, after } = await mount(24, TIMES);
    console.info(`alive before and after ${TIMES} mounts:`, JSON.stringify(before), JSON.stringify(after));
    for (const kind of KINDS) expect(after.objects[kind], kind).toBe(before.objects[kind]);
    expect(after.objects[STREAM]).toBe(0);
    expect(after.nodes).toBeLessThanOrEqual(before.nodes + 10);
    expect(after.listeners).toBeLessThanOrEqual(before.listeners + 2);
    expect(after.heap).toBeLessThanOrEqual(before.heap + 1_000_000);
    expect(server.complaints).toEqual([]);
  });

  it.for(LEAKS)('is seen to hold streams that listen on to %s', async ([, plant]) => {
    server.plant(plant);
    const { after } = await mount(0, 24);
    server.plant(undefined);
    expect(after.objects[STREAM]).toBeGreaterThan(1);
  });
});

/** What was alive after a few mounts, when all that is made once is made, and after many more. */
async function mount(few: number, many: number): Promise<{ before: Alive; after: Alive }> {
  const page = await server.open();
  const browser = await page.context().newCDPSession(page);
  await browser.send('Performance.enable');
  const run = async (times: number): Promise<Alive> => {
    const rows = await server.call<number>(page, 'test/live-stream/mounting.ts', 'mountAndUnmount', times);
    expect(rows).toBe(times * 129);
    return alive(browser);
  };
  const before = await run(few);
  const after = await run(many);
  await page.close();
  return { before, after };
}

interface Alive {
  nodes: number;
  listeners: number;
  heap: number;
  objects: Record<string, number>;
}

/** What is there after the garbage was collected. */
async function alive(browser: CDPSession): Promise<Alive> {
  // Some things are let go of only a task after what held them was.
  for (let i = 0; i < 3; i++) await browser.send('HeapProfiler.collectGarbage');
  const objects: Record<string, number> = {};
  for (const kind of KINDS) objects[kind] = await count(browser, kind);
  await browser.send('HeapProfiler.collectGarbage');
  const { metrics } = await browser.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return { nodes: metric('Nodes'), listeners: metric('JSEventListeners'), heap: metric('JSHeapUsedSize'), objects };
}

async function count(browser: CDPSession, kind: string): Promise<number> {
  const objectGroup = 'counting';
  const prototype = await browser.send('Runtime.evaluate', { expression: `${kind}.prototype`, objectGroup });
  const { objects } = await browser.send('Runtime.queryObjects', { prototypeObjectId: prototype.result.objectId ?? '', objectGroup });
  const { result } = await browser.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await browser.send('Runtime.releaseObjectGroup', { objectGroup });
  return result.value as number;
}
