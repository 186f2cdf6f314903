// What a reaction makes of a message, as the server of the contract decides it. Pure.

import { isEmoji, MAX_EMOJI, MAX_REACTIONS } from '../backend/model.js';
import type { User } from '../backend/model.js';
import { SourceError, withReaction } from '../sync/protocol.js';
import type { Mutation } from '../sync/protocol.js';
import type { ServerRow } from './topic-log.js';

/** The row as it is after the wish, its words and their time untouched; nothing when it is as wished already. Throws a `SourceError`. */
export function reacted(row: ServerRow, { mutationId, body }: Mutation, { id, name }: User, version: number): ServerRow | undefined {
  if (!('content' in row)) throw invalid('only messages take reactions');
  const { emoji, on } = body;
  if (typeof emoji !== 'string' || !isEmoji(emoji)) throw invalid(`must be one character of at most ${MAX_EMOJI} units`);
  const { reactions: before = [], ...rest } = row;
  const reactions = withReaction(before, { emoji, on: on === true, by: { id, name } });
  if (reactions === before) return undefined;
  if (reactions.length > MAX_REACTIONS) throw invalid(`one message has at most ${MAX_REACTIONS} different ones`);
  return { ...rest, version, mutationId, ...(reactions.length > 0 ? { reactions } : {}) };
}

function invalid(why: string): SourceError {
  return new SourceError('invalid', `emoji: ${why}`, { fields: { emoji: why } });
}
