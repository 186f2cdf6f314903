// Trouble on a server that others look after, too: a page, and another inspector.

import { expect } from 'vitest';
import { Troubles, TROUBLES, type Troubled } from '../../src/inspector/troubles.js';
import { ServerHost } from '../../src/mock/server-host.js';

const makeServer = (): Troubled & { rules: string[] } => {
  const rules: string[] = [];
  return {
    online: true,
    latency: [5, 10],
    rules,
    faults: {
      add: ({ do: kind }) => {
        rules.push(kind);
        return () => void rules.splice(rules.indexOf(kind), 1);
      },
    },
  };
};

describe('trouble on one server', () => {
  it('made by two is over when both have ended it, whoever ends first', () => {
    const server = makeServer();
    const [one, two] = [new Troubles(() => server), new Troubles(() => server)];
    for (const name of ['slow', 'offline', 'duplicate']) {
      one.toggle(name);
      two.toggle(name);
      expect([one.has(name), two.has(name)]).toEqual([true, true]);
    }
    expect([server.latency, server.online, server.rules]).toEqual([2000, false, ['duplicate-op']]);
    one.clear();
    expect([server.latency, server.online, server.rules]).toEqual([2000, false, ['duplicate-op']]);
    two.clear();
    expect([server.latency, server.online, server.rules]).toEqual([[5, 10], true, []]);
    one.toggle('slow');
    one.toggle('slow');
    expect(server.latency).toEqual([5, 10]);
  });

  it('leaves a server offline that the page had cut off', () => {
    const server = makeServer();
    server.online = false;
    const troubles = new Troubles(() => server);
    troubles.toggle('offline');
    troubles.toggle('offline');
    expect(server.online).toBe(false);
  });

  it('leaves alone what the page has set since', () => {
    const server = makeServer();
    const troubles = new Troubles(() => server);
    troubles.toggle('slow');
    server.latency = 100;
    troubles.toggle('slow');
    expect(server.latency).toBe(100);
  });

  it('turns broadcasts round by as many as its button says', async () => {
    const host = new ServerHost({ storage: 'memory' });
    const heard: string[] = [];
    const send = (data: string): void => {
      const [, , , event, { row }] = JSON.parse(data) as [unknown, unknown, unknown, string, { row?: { content: string } }];
      heard.push(row?.content ?? event);
    };
    const end = { send, close: () => undefined };
    const connection = host.connect(end, ['phoenix', `base64url.bearer.phx.${btoa('ana')}`]);
    connection.receive(JSON.stringify(['1', '1', 'room:quiet-corner', 'phx_join', { v: 1 }]));
    await expect.poll(() => heard).toEqual(['phx_reply']);
    new Troubles(() => ({ online: true, latency: 0, faults: host.faults })).toggle('reorder');
    for (const content of ['a', 'b', 'c', 'd', 'e']) await host.post('ben', 'quiet-corner', content);
    expect(heard.slice(1)).toEqual(['b', 'a', 'd', 'c']);
    expect(TROUBLES['reorder']!.title).toMatch(/, two by two$/);
    await host.close();
  });

  it('of one server is not that of another', () => {
    const [here, there] = [makeServer(), makeServer()];
    new Troubles(() => here).toggle('slow');
    const other = new Troubles(() => there);
    other.toggle('slow');
    other.clear();
    expect([here.latency, there.latency]).toEqual([2000, [5, 10]]);
  });
});
