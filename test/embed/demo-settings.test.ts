// What the attributes of `<chat-app demo>` mean, and that each value that means nothing is named.

import fc from 'fast-check';
import { expect } from 'vitest';
import { readSettings, type DemoSettings } from '../../src/embed/demo-settings.js';

function read(attributes: Record<string, string>): { settings: DemoSettings; faults: string[] } {
  const faults: string[] = [];
  const settings = readSettings(
    (name) => attributes[name] ?? null,
    (name, value, wanted) => faults.push(`${name}=${value}: ${wanted}`),
  );
  return { settings, faults };
}

it('without attributes there are ten users, and nothing goes wrong', () => {
  const { settings, faults } = read({});
  expect(settings).toMatchObject({ seed: '1', latency: 0, loss: 0, history: 0, chatter: 0, me: { id: 'ana' } });
  expect(settings.users).toHaveLength(10);
  expect(faults).toEqual([]);
});

it.each([
  [{ users: '3' }, { users: [{ id: 'ana' }, { id: 'ben' }, { id: 'chloe' }] }],
  [
    { users: 'Mia Wolf, Noah', as: 'noah' },
    { users: [{ id: 'mia-wolf', name: 'Mia Wolf' }, { id: 'noah' }], me: { id: 'noah', name: 'Noah' } },
  ],
  [{ as: 'Ben Okafor' }, { me: { id: 'ben' } }],
  [{ seed: ' monday ' }, { seed: 'monday' }],
  [{ latency: '300' }, { latency: 300 }],
  [{ latency: '300..1200' }, { latency: [300, 1200] }],
  [{ latency: ' 5 .. 5 ' }, { latency: 5 }],
  [{ loss: '0.05' }, { loss: 0.05 }],
  [{ history: '100000' }, { history: 100_000 }],
  [{ chatter: '4000' }, { chatter: 4_000 }],
  [{ chatter: '2000..6000' }, { chatter: [2_000, 6_000] }],
])('%o', (attributes, wanted) => {
  const { settings, faults } = read(attributes);
  expect(settings).toMatchObject(wanted);
  expect(faults).toEqual([]);
});

it.each([
  ['users', '0'],
  ['users', '11'],
  ['users', '2.5'],
  ['users', ''],
  ['users', 'Ana,,Ben'],
  ['users', 'Ana, ana'],
  ['users', 'x'.repeat(81)],
  ['users', 'Ana, Ben\ud800'],
  ['as', 'Nobody'],
  ['seed', ' '],
  ['latency', 'fast'],
  ['latency', '-1'],
  ['latency', '1200..300'],
  ['latency', '1..2..3'],
  ['latency', '60001'],
  ['loss', '5%'],
  ['loss', '1.1'],
  ['loss', ''],
  ['history', '1.5'],
  ['history', '-1'],
  ['history', '1000001'],
  ['chatter', 'often'],
  ['chatter', '0'],
  ['chatter', '499'],
  ['chatter', '6000..2000'],
  ['chatter', '60001'],
])('%s="%s" is named, and the default stands', (name, value) => {
  const { settings, faults } = read({ [name]: value });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(`${name}=${value}: it takes`);
  expect(settings).toEqual(read({}).settings);
});

it('whatever stands in an attribute, there is a server to be had of it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('users', 'as', 'seed', 'latency', 'loss', 'history', 'chatter'), fc.string()),
      (attributes) => {
        const { settings } = read(attributes);
        expect(settings.users.length).toBeGreaterThan(0);
        expect(new Set(settings.users.map(({ id }) => id)).size).toBe(settings.users.length);
        expect(settings.users).toContain(settings.me);
        const [least, most] = [settings.latency].flat() as [number, number?];
        expect(least).toBeGreaterThanOrEqual(0);
        expect(most ?? least).toBeGreaterThanOrEqual(least);
        expect(settings.loss >= 0 && settings.loss <= 1).toBe(true);
        expect(Number.isInteger(settings.history)).toBe(true);
      },
    ),
  );
});
