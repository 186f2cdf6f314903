// Who is where, told between the tabs of a mock server: also by another build of it, in words this one does not know.

import { expect } from '@open-wc/testing';
import { vi } from 'vitest';
import { People } from '../../src/mock/people.js';

it('passes over words of another build', async () => {
  const faults: string[] = [];
  const hear = (event: ErrorEvent): void => {
    event.preventDefault();
    faults.push(event.message);
  };
  addEventListener('error', hear);
  const name = `people-${crypto.randomUUID()}`;
  const typing = vi.fn<(userId: string, topic: string, isTyping: boolean) => void>();
  const people = new People({ name, typing });
  const other = new BroadcastChannel(`${name}:people`);
  try {
    for (const word of [{ tab: 'x', here: ['a'] }, 'grew', null, [], { userId: 'ana', topic: 'room:a', typing: true }])
      other.postMessage(word);
    await vi.waitFor(() => expect(typing.mock.calls).to.deep.equal([['ana', 'room:a', true]]));
    expect(faults).to.deep.equal([]);
  } finally {
    removeEventListener('error', hear);
    people.close();
    other.close();
  }
});
