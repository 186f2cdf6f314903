// Reactions on the wire: those of a message, and the wish to react. What is broken of a message's reactions is left out, as nothing
// depends on it; a wish that is broken is malformed. Pure.

import type { Person, Reaction } from '../sync/protocol.js';
import { asId, asName, malformed } from './checks.js';
import type { Fields } from './checks.js';
import { isEmoji, MAX_EMOJI, MAX_REACTIONS } from './model.js';

/** More people than this are not read of one emoji: every change of a message carries all of them. */
const MAX_PEOPLE = 1_000;

/** The reactions of a message, each emoji and each person once; nothing where there are none. Never throws. */
export function parseReactions(value: unknown): { reactions?: readonly Reaction[] } {
  if (!Array.isArray(value)) return {};
  const reactions = new Map<string, Reaction>();
  for (const said of value.slice(0, MAX_REACTIONS)) {
    const { emoji, users } = Object(said) as Record<string, unknown>;
    if (typeof emoji !== 'string' || !isEmoji(emoji) || !Array.isArray(users)) continue;
    const people = new Map(
      users
        .slice(0, MAX_PEOPLE)
        .flatMap((user) => parsePerson(user))
        .map((person) => [person.id, person]),
    );
    if (people.size > 0 && !reactions.has(emoji)) reactions.set(emoji, { emoji, users: [...people.values()] });
  }
  return reactions.size > 0 ? { reactions: [...reactions.values()] } : {};
}

/** The opposite: nothing where nobody reacted. */
export function encodeReactions(reactions: readonly Reaction[] = []): Fields {
  if (reactions.length === 0) return {};
  return { reactions: reactions.map(({ emoji, users }) => ({ emoji, users: users.map(({ id, name }) => ({ id, name })) })) };
}

/** The body of the wish to react, as its server reads it. Which emojis there may be is the server's to say: it answers `invalid`. */
export function parseReacting({ emoji, on }: Fields): Record<string, unknown> {
  if (typeof emoji !== 'string') throw malformed('put: body.emoji', `a text of 1 to ${MAX_EMOJI} characters`, emoji);
  if (typeof on !== 'boolean') throw malformed('put: body.on', 'true or false', on);
  return { emoji, on };
}

/** Whose reaction it is, the server knows. */
export function encodeReacting({ emoji, on }: Fields): Fields {
  return { emoji, on };
}

function parsePerson(value: unknown): Person[] {
  const { id, name } = Object(value) as Record<string, unknown>;
  try {
    return [{ id: asId(id, 'reaction.users.id'), name: asName(name, 'reaction.users.name') }];
  } catch {
    return [];
  }
}
