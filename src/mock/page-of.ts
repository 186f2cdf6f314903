// The answer to whoever asks for rows of the past, over either transport.

import { encodePage, parsePageQuery, type Frame } from '../backend/wire.js';
import type { ProtocolServer } from './protocol-server.js';

const PLACES = ['before', 'after', 'around'];

/** Who names no place gets the newest rows. Throws a `SourceError` as `ProtocolServer.page` does, and for what is no query. */
export function pageOf(server: ProtocolServer, userId: string, topic: string, query: unknown): Frame['payload'] {
  const isPlaced = !(query instanceof Object) || PLACES.some((place) => place in query);
  const placed: unknown = isPlaced ? query : { ...query, before: server.join(userId, topic).head + 1 };
  return encodePage(server.page(userId, topic, parsePageQuery(placed)));
}
