// Two people, one of them in two tabs, do whatever comes, while the server loses, delays and doubles what it can: nobody sees what
// makes no sense, who reads is not moved, and in the end each message is there once, as it was meant, for both. `WALK_SEED` does the same again.

import { describe, expect } from 'vitest';
import { seededRandom } from '../../src/mock/random.js';
import type { FaultRule } from '../../src/mock/faults.js';
import { startMockServer, type NodeMockServer } from '../../src/node/mock-server.js';
import { Hand } from './hands.js';
import { ROOMS, wordIn, type Meant } from './meant.js';
import type { Shown } from './shown.js';
import { Visit, walk } from './walk.js';

const SEED = process.env['WALK_SEED'] ?? String(Date.now());
const STEPS = 120;
/** A line above the messages takes its time to come and to go. */
const SETTLED_MS = 400;
/** What a server may do to a request, or an op, without anything being lost. */
const FAULTS: readonly FaultRule[] = [
  ...(['drop-before-commit', 'commit-then-drop-reply', 'commit-then-500', '500', 'duplicate-reply', 'close', 'close-mid-frame'] as const),
  ...(['restart', 'truncate-log', 'garbage-frame', 'duplicate-op', 'reorder-ops', 'skip-op'] as const),
].map((fault): FaultRule => ({ do: fault, times: 2 }));

interface World {
  server: NodeMockServer;
  hands: readonly [Hand, ...Hand[]];
  meant: Map<string, Meant>;
  random: () => number;
}

const anything = walk.extend<{ world: World }>({
  // oxlint-disable-next-line no-empty-pattern -- how fixtures are written
  world: async ({}, use) => {
    console.log(`WALK_SEED=${SEED}`);
    const server = await startMockServer({ port: 0 });
    const random = seededRandom(SEED);
    const meant = new Map<string, Meant>();
    const visits = [new Visit(), new Visit()] as const;
    const where = (who: string, room: string): string => `outside/?server=${encodeURIComponent(server.socketUrl)}&as=${who}#/rooms/${room}`;
    const hand = (who: string, visit: Visit): Hand => new Hand(who, visit, random, meant, where);
    const hands = [hand('ana', visits[0]), hand('ana', visits[0]), hand('ben', visits[1])] as const;
    for (const visit of visits) visit.mayAsk(server.url);
    try {
      for (const [index, one] of hands.entries()) await one.open(ROOMS[index === 1 ? 1 : 0]);
      await use({ server, hands: [...hands], meant, random });
      const network = /WebSocket connection|ERR_|Failed to load resource/;
      expect(visits.flatMap(({ complaints }) => complaints).filter((text) => !network.test(text))).toEqual([]);
    } finally {
      for (const visit of visits) await visit.end().catch(() => undefined); // a page that crashed may not close
      await server.stop();
    }
  },
});

/** What is wrong with what a tab shows, whatever was done before. */
function wrongIn({ room, texts, ids, odd }: Shown, meant: ReadonlyMap<string, Meant>): string[] {
  const words = texts.map(wordIn).filter((word) => word !== undefined);
  return [
    ...(odd ? [`it says ${odd}`] : []),
    ...(new Set(ids).size < ids.length || new Set(words).size < words.length ? [`${room} shows something twice`] : []),
    ...words.filter((word) => meant.get(word)?.room !== room).map((word) => `${word} is shown in ${room}`),
  ];
}

/** How far a reader who did nothing was moved, in pixels: away from the end, or what they read. */
async function moved(reader: Hand, before: Shown): Promise<number> {
  if (reader.wasLed) return 0;
  if (before.fromEnd <= 1) return (await reader.look()).fromEnd;
  const now = before.read && (await reader.endOf(before.read.id));
  return now === undefined ? 0 : Math.abs(now - before.read!.end);
}

async function step({ server, hands, meant, random }: World): Promise<string> {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  if (random() < 0.08) server.server.faults.add(pick(FAULTS));
  if (random() < (server.online ? 0.02 : 0.2)) server.online = !server.online;
  const hand = pick(hands);
  const reader = pick(hands.filter((one) => one !== hand));
  const before = await reader.look();
  const name = pick(Object.entries(hand.deeds).flatMap(([deed, [often]]) => Array.from({ length: often }, () => deed)));
  let came: string | void;
  try {
    came = await hand.deeds[name]![1]();
  } catch (error) {
    // What there is no button for, or only for a moment, cannot be done.
    if (!String(error).includes('Timeout')) throw error;
    came = 'cannot be done';
    await hand.leave();
  }
  await hand.tab.waitForTimeout(random() < 0.7 ? 60 : 500);
  const did = `${hand.who}${hands.indexOf(hand)}: ${name}${came ? ` (${came})` : ''}`;
  for (const one of [hand, reader]) expect(wrongIn(await one.look(), meant), `${did}; ${one.who} sees`).toEqual([]);
  const isNear = before.fromEnd > 1 && before.fromEnd < 150; // what comes may take them along
  if (!isNear && (await moved(reader, before)) > 2) {
    await reader.tab.waitForTimeout(SETTLED_MS);
    expect(
      await moved(reader, before),
      `${did}; ${reader.who}${hands.indexOf(reader)} is moved by (${JSON.stringify({ ...before, texts: 0, ids: 0 })})`,
    ).toBeLessThanOrEqual(2);
  }
  return did;
}

/** All is well again, and everybody has heard of everything. */
async function settle({ server, hands }: World): Promise<void> {
  server.server.faults.clear();
  server.online = true;
  for (const hand of hands) await hand.leave();
  const status = (hand: Hand): Promise<unknown> =>
    hand.tab.evaluate(() => {
      const { word, waiting, undoable, failed } = document.querySelector('chat-app')!.chat!.status;
      return { word, waiting, undoable, failed };
    });
  const well = { word: 'live', waiting: 0, undoable: 0, failed: 0 };
  await expect.poll(() => Promise.all(hands.map(status)), { timeout: 60_000 }).toEqual(hands.map(() => well));
}

async function onServer({ server }: World, room: string): Promise<string[]> {
  const { rows } = (await server.server.current()).page('ana', `room:${room}`, { after: 0, limit: 500 });
  return (rows as readonly { content?: string }[]).map(({ content = '' }) => content);
}

/** What became of what was meant. */
function wrongOn(all: readonly string[], room: string, meant: ReadonlyMap<string, Meant>): string[] {
  return [...meant].flatMap(([word, { room: place, by, text, gone, undone }]) => {
    if (place !== room) return [];
    const found = all.filter((one) => wordIn(one) === word);
    if (undone && found.length < 2) return [];
    return found.join('\n') === (gone ? '' : text)
      ? []
      : [`${by} meant ${JSON.stringify(gone ? '' : text)}, and it is ${JSON.stringify(found)}`];
  });
}

async function compare(world: World): Promise<void> {
  for (const room of ROOMS) {
    const all = await onServer(world, room);
    expect(wrongOn(all, room, world.meant), room).toEqual([]);
    for (const hand of world.hands) {
      await hand.resize(1280, 800);
      await hand.goTo(room);
      await hand.toEnd();
      await expect
        .poll(async () => (await hand.toEnd(), (await hand.look()).texts.slice(-15)), {
          message: `${hand.who} in ${room}`,
          timeout: 15_000,
        })
        .toEqual(all.slice(-15));
    }
  }
}

describe('whatever two people do', () => {
  anything('nothing is lost, doubled or out of place', { timeout: 900_000 }, async ({ world }) => {
    const done: string[] = [];
    try {
      while (done.length < STEPS) done.push(await step(world));
      await settle(world);
      await compare(world);
    } catch (error) {
      console.log(done.map((one, index) => `${index} ${one}`).join('\n'));
      for (const hand of world.hands) console.log(hand.who, JSON.stringify(await hand.look()).slice(0, 3000));
      throw error;
    }
  });

  anything('is noticed where it goes wrong', { timeout: 120_000 }, async ({ world }) => {
    const [hand] = world.hands;
    await hand.deeds['send']![1]();
    await settle(world);
    await compare(world);
    const [[word, meant]] = [...world.meant] as [[string, Meant]];
    const { room } = meant;
    const all = await onServer(world, room);
    expect(wrongOn([...all, meant.text], room, world.meant)).toHaveLength(1); // doubled
    expect(
      wrongOn(
        all.filter((text) => wordIn(text) !== word),
        room,
        world.meant,
      ),
    ).toHaveLength(1); // lost
    expect(wrongOn(all, room, new Map([[word, { ...meant, gone: true }]]))).toHaveLength(1); // not deleted
    await hand.goTo(room);
    const seen = await hand.look();
    expect(wrongIn(seen, world.meant)).toEqual([]);
    expect(wrongIn({ ...seen, texts: [...seen.texts, meant.text] }, world.meant)).toHaveLength(1);
    expect(wrongIn({ ...seen, room: 'quiet-corner' }, new Map([[word, { ...meant, room: 'sre-team' }]]))).toHaveLength(1);
    await hand.wheel(-400);
    const before = await hand.look();
    await hand.wheel(-20);
    expect(await moved(hand, before)).toBeGreaterThan(2);
  });
});
