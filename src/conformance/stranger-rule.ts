// The rule of whoever the server does not know, and of rooms that are not there. Over HTTP each request says anew who asks, so each kind
// of request is made by a stranger, and by nobody at all; over Phoenix a join says it for all that follows.

import { ROOMS_TOPIC, roomTopic } from '../backend/model.js';
import type { Room } from '../backend/model.js';
import { require, requireSame } from './breach.js';
import type { HttpLine, Said } from './http-line.js';
import { freshId, refused, wish } from './trial.js';
import type { Rule, Trial } from './trial.js';

const UNKNOWN = 401;
/** Of what a server need not offer it may also say that it is not there. */
const NOT_OFFERED = [UNKNOWN, 404, 405];

type Request = readonly [method: string, path: string, said?: Said, as?: readonly number[]];

export const STRANGERS: Rule = {
  name: 'strangers',
  promise: 'whoever the server does not know joins, reads and writes nothing, and a room that is not there, or no more, is not found',
  async check(trial) {
    await refused('a join by a stranger', 'unauthorized', () => trial.join('stranger'));
    await refused('a join of the rooms by a stranger', 'unauthorized', () => trial.join('stranger', ROOMS_TOPIC));
    await refused('a join of a room that is not there', 'not-found', () => trial.join('first', roomTopic(freshId('nowhere'))));
    if (trial.makesRooms) await leaveNoRoom(trial);
    const [known, stranger] = [await trial.line('first'), await trial.line('stranger')];
    if (known && stranger) await denyEachRequest(trial, known, stranger.who);
  },
};

async function leaveNoRoom(trial: Trial): Promise<void> {
  const room = freshId('left');
  const rooms = await trial.join<Room>('first', ROOMS_TOPIC);
  await rooms.put({ ...wish('create', room), body: { name: room, description: '' } });
  const left = await trial.join('first', roomTopic(room));
  await rooms.put(wish('delete', room));
  await refused('a join of a room that was deleted', 'not-found', () => trial.join('first', roomTopic(room)));
  await refused('a message in a room that was deleted', 'not-found', () => left.create(freshId('a')));
}

async function denyEachRequest(trial: Trial, known: HttpLine, who: string): Promise<void> {
  const ana = await trial.join('first');
  const { row } = await ana.create(freshId('a'));
  const { upTo } = await ana.changes(ana.head);
  const requests = requestsOf(trial, row!.id);
  for (const [whom, asker] of [
    ['a stranger', who],
    ['nobody', undefined],
  ] as const)
    for (const [method, path, said, as = [UNKNOWN]] of requests) {
      const mid = method === 'GET' || method === 'POST' ? {} : { mid: freshId('m') };
      const { status } = await known.ask(method, path, { ...said, ...mid, who: asker });
      require(as.includes(status), `${method} ${path} by ${whom} was answered by ${status}, not by ${as.join(' or ')}`);
    }
  requireSame((await ana.changes(upTo)).rows, [], 'the changes after requests by strangers');
}

/** Of each kind one. What would take a room away is asked of one that is not there: the room may be more than this rule's. */
function requestsOf({ room: id, makesRooms }: Trial, row: string): Request[] {
  const [room, message] = [`/rooms/${encodeURIComponent(id)}`, `/rooms/${encodeURIComponent(id)}/messages/${row}`];
  const deleted = makesRooms ? room : `/rooms/${freshId('never')}`;
  const name = { body: { name: 'A stranger was here' } };
  const words = { body: { content: 'A stranger was here' } };
  return [
    ['GET', '/rooms?limit=1'],
    ['GET', '/rooms/sync?after=0&limit=1'],
    ['GET', '/rooms/events?v=1'],
    ['GET', `/events?v=1&topic=rooms&topic=${encodeURIComponent(roomTopic(id))}`],
    ['GET', `${room}/messages?limit=1`],
    ['GET', `${room}/sync?after=0&limit=1`],
    ['GET', `${room}/events?v=1`],
    ['PUT', `/rooms/${freshId('s')}`, name],
    ['PATCH', deleted, name],
    ['PUT', `${room}/messages/${freshId('s')}`, words],
    ['PATCH', message, words],
    ['PUT', `${message}/reactions/${encodeURIComponent('👍')}`, {}, NOT_OFFERED],
    ['DELETE', `${message}/reactions/${encodeURIComponent('👍')}`, {}, NOT_OFFERED],
    ['POST', `${room}/typing`, {}, NOT_OFFERED],
    ['DELETE', message],
    ['DELETE', deleted],
  ];
}
