// A window on a long history: moved up and down, jumped, offline and on, with others writing below and a cache that forgets. What is
// shown is never more than the most rows, and never contiguous where it is not.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { roomTopic, ROOMS_TOPIC, type Message } from '../../src/backend/model.js';
import { systemClock } from '../../src/sync/clock.js';
import { isGap } from '../../src/sync/gap.js';
import { SourceError } from '../../src/sync/protocol.js';
import { FakeServer, TOPIC } from './fake-source.js';
import { clockWhere, ListScreen } from './list-screen.js';
import { oneUser } from './one-user.js';

const WALKS = import.meta.env.MODE === 'long' ? 2_000 : 40;

export function describeWindow(place: string, storage: 'disk' | 'memory'): void {
  describe(`a window on a long history ${place}`, () => {
    const user = oneUser({ storage, size: 20, most: 60 }, 5_000);
    /** The seqs shown, with `NaN` where a gap is. */
    const seqs = (screen: ListScreen): number[] => screen.list.map((item) => (isGap(item) ? NaN : item.row.seq));

    /** Between two rows without a gap between them the server has no live row. */
    function isHonest(screen: ListScreen): void {
      const shown = seqs(screen).filter((seq) => seq !== Number.MAX_SAFE_INTEGER);
      for (const [index, seq] of shown.entries()) {
        const before = shown[index - 1];
        if (before === undefined || Number.isNaN(before) || Number.isNaN(seq)) continue;
        expect(before).toBeLessThan(seq);
        const { rows } = user.server.server.page('ana', TOPIC, { after: before, limit: 1 });
        // What has gone since nobody here knows before the next catch-up.
        if (screen.status.state === 'live') expect(rows[0]?.seq, `after ${before}`).toBe(seq);
        else expect(rows[0]?.seq ?? Infinity, `after ${before}`).toBeGreaterThanOrEqual(seq);
      }
      expect(screen.list.length).toBeLessThanOrEqual(60);
    }

    it('lets go of the newest rows on the way up, and has them back from the cache on the way down', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      for (let n = 0; n < 20; n += 1) {
        await screen.stream.older(20);
        isHonest(screen);
      }
      expect(seqs(screen).at(0)).toBe(4_581);
      expect(screen.status).toMatchObject({ end: false, beginning: false });
      const asked = screen.source.requests.length;
      for (let n = 0; n < 20; n += 1) {
        await screen.stream.newer(20);
        isHonest(screen);
      }
      expect(screen.status.end).toBe(true);
      expect(seqs(screen).at(-1)).toBe(5_000);
      expect(screen.source.requests).toHaveLength(asked);
    });

    it.each([
      ['with rows before them', 5],
      ['in an empty room', 0],
    ])('shows all that waits to be sent, however much, %s', async (_, past) => {
      if (storage === 'memory') return; // there nothing is written offline
      user.server.put('ana', ROOMS_TOPIC, { mutationId: 'attic', kind: 'create', id: 'attic', body: { name: 'attic', description: '' } });
      const topic = roomTopic('attic');
      const before = Array.from({ length: past }, (_row, n) => `h${n}`);
      for (const id of before) user.server.put('ben', topic, { mutationId: id, kind: 'create', id, body: { content: id } });
      const written = Array.from({ length: 40 }, (_row, n) => `w${n}`);
      const all = [...before, ...written];
      let held: string | undefined = all[0];
      const screen = user.open({ topic, size: 10, most: 20, held: () => held });
      const ids = (): string[] => screen.list.map(({ id }) => id);
      await screen.is({ state: 'live', loaded: true });
      screen.source.goOffline();
      for (const word of written) await screen.send(word);
      await screen.is({ waiting: 40 });
      await vi.waitFor(() => expect(ids()).toEqual(all.slice(0, 20)));
      expect(screen.status).toMatchObject({ end: false, beginning: true });
      // Down to the end: what is shown is contiguous, and nothing is left out.
      for (let n = 0; n < 10 && !screen.status.end; n += 1) {
        held = ids().at(-1);
        await screen.stream.newer(5);
        expect(all.join()).toContain(ids().join());
      }
      expect(ids().at(-1)).toBe('w39');
      expect(screen.status).toMatchObject({ end: true, beginning: false });
      // And up again.
      for (let n = 0; n < 10 && !screen.status.beginning; n += 1) {
        held = ids()[0];
        await screen.stream.older(5);
        expect(all.join()).toContain(ids().join());
      }
      expect(ids()).toEqual(all.slice(0, 20));
      expect(screen.status).toMatchObject({ end: false, beginning: true });
      // The way to the newest leads there from wherever the reader looks.
      await screen.stream.latest();
      expect(ids().at(-1)).toBe('w39');
      expect(screen.status.end).toBe(true);
      held = 'w39';
      screen.source.goOnline();
      await screen.is({ waiting: 0, state: 'live' });
      await vi.waitFor(() => expect(ids().at(-1)).toBe('w39'));
      expect(all.join()).toContain(ids().join());
      expect(screen.list.every(({ state }) => state === 'sent')).toBe(true);
      expect(ids().length).toBeGreaterThan(5);
    });

    it('reaches the very first row and no further', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      expect(await screen.stream.jumpTo({ seq: 30 })).toBe('h30');
      await screen.stream.older(100);
      expect(seqs(screen).at(0)).toBe(1);
      expect(screen.status.beginning).toBe(true);
      isHonest(screen);
    });

    it('jumps to a message that was never loaded, and on from there in both directions', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      expect(await screen.stream.jumpTo({ id: 'h1234' })).toBe('h1234');
      expect(seqs(screen)).toContain(1_234);
      expect(screen.status).toMatchObject({ end: false, beginning: false });
      isHonest(screen);
      // Behind the last row that is known lies something that is not.
      await screen.stream.newer(30);
      await screen.stream.older(10);
      isHonest(screen);
      await screen.stream.latest();
      expect(seqs(screen)).toEqual(Array.from({ length: 20 }, (_, n) => 4_981 + n));
      expect(screen.status.end).toBe(true);
    });

    it('stays where it jumped to, whenever older rows were asked for meanwhile', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      for (let ticks = 0; ticks < 40; ticks += 1) {
        const place = 1_000 + ticks * 40;
        const jump = screen.stream.jumpTo({ seq: place });
        for (let tick = 0; tick < ticks; tick += 1) await new Promise((resolve) => setImmediate(resolve));
        await Promise.all([jump, screen.stream.older(200)]);
        // Older rows of where it is now, if it was there by then; of where it was, never.
        const lowest = Math.min(...seqs(screen).filter((seq) => seq > 0));
        expect(lowest, `older rows asked for ${ticks} ticks after the jump to ${place}`).toBeGreaterThan(place - 290);
        expect(lowest, `older rows asked for ${ticks} ticks after the jump to ${place}`).toBeLessThanOrEqual(place);
        isHonest(screen);
        await screen.stream.latest();
      }
    });

    it('jumps to a day', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      const id = await screen.stream.jumpTo({ at: '2016-01-11T00:00:00.000Z' });
      expect(id).toBe('h1751');
      expect(screen.stream.get('h1751')?.row.insertedAt).toBe('2016-01-11T08:00:00.000Z');
      isHonest(screen);
      expect(await screen.stream.jumpTo({ at: '2099-01-01T00:00:00.000Z' })).toBe('h5000');
      expect(screen.status.end).toBe(true);
    });

    it('jumps to what is in the cache without asking anybody', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      for (let n = 0; n < 10; n += 1) await screen.stream.older(20);
      screen.source.goOffline();
      await screen.stream.latest();
      expect(await screen.stream.jumpTo({ id: 'h4850' })).toBe('h4850');
      isHonest(screen);
    });

    it('jumps to a number and to a day within what is in the cache, offline', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      await screen.stream.jumpTo({ seq: 4_500 });
      const { insertedAt } = screen.stream.get('h4500')!.row;
      await screen.stream.latest();
      screen.source.goOffline();
      await screen.is({ state: 'offline' });
      expect(await screen.stream.jumpTo({ seq: 4_510 })).toBe('h4510');
      isHonest(screen);
      const { place } = user.server.server.page('ana', TOPIC, { around: { at: insertedAt }, limit: 1 });
      expect(await screen.stream.jumpTo({ at: insertedAt })).toBe(`h${place}`);
      isHonest(screen);
      expect(await screen.stream.jumpTo({ at: '2099-01-01T00:00:00.000Z' })).toBe('h5000');
      expect(screen.status.end).toBe(true);
      // Nobody here knows whether the first that is held of a stretch was the first of its day.
      const shown = seqs(screen);
      const before = new Date(Date.parse(insertedAt) - 30 * 24 * 3_600_000).toISOString();
      for (const place of [{ seq: 4_000 }, { at: before }])
        await expect(screen.stream.jumpTo(place)).rejects.toMatchObject({ reason: 'closed' });
      expect(seqs(screen)).toEqual(shown);
    });

    it('says why it cannot jump, and shows what it showed', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      const shown = seqs(screen);
      await expect(screen.stream.jumpTo({ id: 'nobody' })).rejects.toMatchObject({ reason: 'not-found' });
      expect(screen.status.state).toBe('live');
      screen.source.goOffline();
      await expect(screen.stream.jumpTo({ id: 'h12' })).rejects.toMatchObject({ reason: 'closed' });
      expect(seqs(screen)).toEqual(shown);
    });

    it('shows what is not known between two stretches as a gap, which fills when asked to', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      await screen.stream.jumpTo({ id: 'h4800' });
      await screen.stream.latest();
      screen.source.goOffline();
      // Offline, what lies beyond what is held is reached over the gap.
      await screen.stream.older(40);
      const gap = screen.list.find((item) => isGap(item));
      expect(gap).toMatchObject({ gap: { low: 4_825, below: 4_951 } });
      isHonest(screen);
      expect(await screen.stream.fill(gap!.id)).toBe(false);
      screen.source.goOnline();
      await screen.is({ state: 'live' });
      for (let n = 0, open = gap; open && n < 3; n += 1, open = screen.list.find((item) => isGap(item))) {
        expect(await screen.stream.fill(open.id)).toBe(true);
        isHonest(screen);
      }
      expect(screen.list.some((item) => isGap(item))).toBe(false);
    });

    it('ends with a gap where it was jumped to and nothing newer is held', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      await screen.stream.jumpTo({ id: 'h1000' });
      await screen.stream.newer(5);
      const before = seqs(screen).findLast((seq) => !Number.isNaN(seq))!;
      screen.source.goOffline();
      await screen.stream.newer(60);
      // Beyond it, the newest rows: nobody may take them for the next ones.
      expect(screen.list.filter((item) => isGap(item))).toHaveLength(1);
      expect(seqs(screen).at(-1)).toBeGreaterThan(before);
      isHonest(screen);
    });

    it('does not show what arrives behind the window, and counts it', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      await screen.stream.jumpTo({ id: 'h2000' });
      const shown = seqs(screen);
      for (let n = 1; n <= 3; n += 1) user.server.say(`new ${n}`);
      await screen.is({ news: 3, end: false });
      expect(seqs(screen)).toEqual(shown);
      await screen.stream.latest();
      expect(screen.rows.slice(-3)).toEqual(['new 1', 'new 2', 'new 3']);
      await screen.is({ news: 0, end: true });
    });

    it('shows a message of one’s own at the end, not behind rows of long ago', async () => {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      await screen.stream.jumpTo({ id: 'h2000' });
      await screen.send('mine');
      await screen.is({ waiting: 0 });
      expect(screen.rows).not.toContain('mine');
      await screen.stream.latest();
      expect(screen.rows.at(-1)).toBe('mine');
    });

    it('keeps around what the reader looks at when very much arrives at once', async () => {
      const screen = user.open({ held: () => 'h4990' });
      await screen.is({ state: 'live', loaded: true });
      for (let n = 1; n <= 400; n += 1) user.server.say(`new ${n}`);
      await screen.is({ state: 'live', end: false });
      expect(screen.list.length).toBe(60);
      expect(seqs(screen)).toContain(4_990);
      isHonest(screen);
    });

    it('forgets what is far away when too much is cached, and asks for it again', async () => {
      const screen = user.open({ limits: { rows: 200 } });
      await screen.is({ state: 'live', loaded: true });
      for (let n = 0; n < 30; n += 1) {
        await screen.stream.older(20);
        isHonest(screen);
      }
      const asked = screen.source.requests.length;
      for (let n = 0; n < 60 && !screen.status.end; n += 1) {
        await screen.stream.newer(20);
        isHonest(screen);
      }
      expect(screen.status.end).toBe(true);
      expect(screen.source.requests.length).toBeGreaterThan(asked);
      expect(screen.source.requests.at(-1)).toContain('page after');
    });

    /** Three hundred messages were missed, and a catch-up is under way; `failing`: the server does not tell which. */
    async function behind({ failing }: { failing: boolean }): Promise<ListScreen> {
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      screen.source.goOffline();
      for (let n = 1; n <= 300; n += 1) user.server.say(`missed ${n}`);
      if (failing) screen.source.faults.push({ on: 'sync', do: new SourceError('server', 'busy'), lasts: true });
      const asked = screen.source.requests.length;
      screen.source.goOnline();
      await vi.waitFor(() => expect(screen.source.requests.slice(asked).join()).toContain('sync'), { interval: 1 });
      return screen;
    }

    it('goes down from jump to jump, however many parts are held by then', async () => {
      const screen = user.open({ limits: { rows: 10_000 } });
      await screen.is({ state: 'live', loaded: true });
      for (let n = 0; n < 55; n += 1) {
        const seq = 4_900 - n * 80;
        expect(await screen.stream.jumpTo({ seq })).toBe(`h${seq}`);
        isHonest(screen);
      }
    });

    it('puts nothing beside what it has caught up to that is newer, and goes there when it has caught up', async () => {
      const screen = await behind({ failing: true });
      await expect(screen.stream.jumpTo({ id: 'missed 200' })).rejects.toMatchObject({ reason: 'closed' });
      await screen.stream.older(30);
      isHonest(screen);
      for (const place of [{ seq: 5_200 }, { at: '2026-03-01T10:00:00.000Z' }])
        await expect(screen.stream.jumpTo(place)).rejects.toMatchObject({ reason: 'closed' });
      // The past is there all the same.
      expect(await screen.stream.jumpTo({ seq: 1_000 })).toBe('h1000');
      isHonest(screen);
      screen.source.faults.length = 0;
      await screen.is({ state: 'live' });
      expect(await screen.stream.jumpTo({ seq: 5_200 })).toBe('missed 200');
      isHonest(screen);
    });

    it('waits for a catch-up that is under way when it is to go to what is newer', async () => {
      const screen = await behind({ failing: false });
      expect(await screen.stream.jumpTo({ id: 'missed 200' })).toBe('missed 200');
      isHonest(screen);
    });

    it('catches up at once when a gap is to be filled that waits for that, and not before its time where the server asked for it', async () => {
      // No wait of the kit's own ends by itself.
      const patient = {
        ...systemClock,
        random: () => 0.999,
        after: (ms: number, run: () => void) => systemClock.after(ms < 1_000 ? ms : 1e9, run),
      };
      const screen = user.open({ clock: patient });
      await screen.is({ state: 'live', loaded: true });
      const missed = async (why: SourceError): Promise<string> => {
        const asked = screen.source.requests.length;
        screen.source.deaf = true;
        user.server.say(`theirs ${asked}`);
        screen.source.faults.push({ on: 'sync', do: why });
        const sent = screen.send(`mine ${asked}`);
        await vi.waitFor(() => expect(screen.source.requests.slice(asked).join()).toContain('put'));
        screen.source.deaf = false;
        user.server.say(`more ${asked}`);
        await sent;
        await screen.is({ state: 'behind' });
        return screen.list.find((item) => isGap(item))!.id;
      };
      expect(await screen.stream.fill(await missed(new SourceError('server', 'oops')))).toBe(true);
      expect(screen.status.state).toBe('live');
      expect(screen.list.some((item) => isGap(item))).toBe(false);
      isHonest(screen);
      expect(await screen.stream.fill(await missed(new SourceError('rate-limited', 'busy', { retryAfterMs: 60_000 })))).toBe(false);
      expect(screen.status.state).toBe('behind');
    });

    it('shows a gap before the answer to an own message where others may be missing', async () => {
      if (storage === 'memory') return; // nothing is there when it is opened anew
      const screen = user.open();
      await screen.is({ state: 'live', loaded: true });
      screen.source.deaf = true;
      screen.source.faults.push({ on: 'sync', do: 'hang' });
      user.server.say('theirs');
      await screen.send('mine');
      await vi.waitFor(() => expect(screen.rows.at(-1)).toBe('mine'));
      // While nothing is known to be missing there is no gap: the answer came first.
      expect(seqs(screen).slice(-2)).toEqual([5_000, 5_002]);
      await screen.close();
      const later = user.open({ online: false });
      await vi.waitFor(() => expect(seqs(later).slice(-3)).toEqual([5_000, NaN, 5_002]));
      later.source.goOnline();
      await vi.waitFor(() => expect(seqs(later).slice(-3)).toEqual([5_000, 5_001, 5_002]));
    });

    it('shows that gap also where it is too long to be shown to its end', async () => {
      let held: string | undefined;
      // What is overtaken is missed once something is heard.
      const patient = clockWhere(100, 60_000);
      const screen = user.open({ size: 24, most: 26, held: () => held, clock: patient });
      await screen.is({ state: 'live', loaded: true });
      held = screen.list[0]!.id;
      screen.source.deaf = true;
      for (let n = 0; n < 4; n += 1) {
        user.server.say(`other ${n}`);
        await screen.send(`mine ${n}`);
      }
      await vi.waitFor(() => expect(screen.rows.at(-1)).toBe('mine 1'));
      expect(screen.list).toHaveLength(26);
      screen.source.faults.push({ on: 'sync', do: new SourceError('server', 'not now'), lasts: true });
      user.server.say('heard');
      screen.source.deaf = false;
      user.server.say('heard, too');
      await vi.waitFor(() => expect(screen.status.state).toBe('behind'));
      await vi.waitFor(() => isHonest(screen));
      expect(screen.rows).toContain('…');
    });

    it('is honest wherever a reader goes, and in the end shows the newest', { timeout: 60_000 + 400 * WALKS }, async () => {
      const act = fc.tuple(fc.nat(10), fc.nat(4_999));
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 25, size: 'max' }), async (acts) => {
          user.renew();
          const screen = user.open({ limits: { rows: 150 } });
          try {
            await screen.is({ state: 'live', loaded: true });
            for (const [what, pick] of acts) {
              if (what <= 1) await screen.stream.older(1 + (pick % 40));
              else if (what <= 3) await screen.stream.newer(1 + (pick % 40));
              else if (what === 4) await screen.stream.jumpTo({ seq: pick }).catch(() => undefined);
              else if (what === 5) user.server.say(`word ${user.server.server.join('ana', TOPIC).head}`);
              else if (what === 6)
                user.server.put('ben', TOPIC, { mutationId: `d${pick}`, kind: 'delete', id: benOf(user.server, pick), body: {} });
              else if (what === 7) screen.source.goOffline();
              else if (what === 8) screen.source.goOnline();
              else if (what === 9) screen.source.faults.push({ on: 'sync', do: new SourceError('server', 'busy') });
              else await screen.stream.fill(screen.list.find((item) => isGap(item))?.id ?? '').catch(() => undefined);
              await vi.waitFor(() => isHonest(screen), { timeout: 5_000, interval: 2 });
              expect(screen.list.length).toBeLessThanOrEqual(60);
            }
            screen.source.goOnline();
            await screen.stream.latest();
            await screen.is({ state: 'live', end: true });
            await vi.waitFor(() => expect(screen.rows.slice(-10)).toEqual(user.server.contents().slice(-10)), {
              timeout: 5_000,
              interval: 5,
            });
            await vi.waitFor(() => isHonest(screen), { timeout: 5_000, interval: 2 });
            expect(screen.errors).toEqual([]);
          } finally {
            await screen.close();
          }
        }),
        { numRuns: WALKS, endOnFailure: true },
      );
    });
  });
}

/** The id of a message of Ben's near a place: nobody else may delete it. */
function benOf(server: FakeServer, seq: number): string {
  const { rows } = server.server.page('ana', TOPIC, { after: seq, limit: 50 });
  return (rows as Message[]).find(({ sender, deleted }) => sender.id === 'ben' && !deleted)?.id ?? 'nobody';
}
