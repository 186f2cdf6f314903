// What a page may show in place of the parts of a message.

import { sayingOf, type Message } from '../backend/model.js';

/**
 * What a page shows in place of a part of a message, by the part: each is given the message and what the kit shows there, and gives
 * what lit can render. `body` are the words, `meta` name and time, `actions` the bar.
 */
export type MessageRegions = Partial<Record<'meta' | 'avatar' | 'actions', MessageRegion> & { body: MessageBody }>;
/** Gives what is shown in place of a part, given the message and what the kit shows there. */
export type MessageRegion = (message: Message, content: unknown) => unknown;
/** A body may say how it reads: `plain` gives the words without their marks, for screen readers. Without it, the text as it was written. */
export type MessageBody = MessageRegion & { plain?(message: Message): string };

/** What is shown of a part. A region that throws is reported as the page's own fault is, and what the kit shows stays. */
export function shownIn(regions: MessageRegions | undefined, part: keyof MessageRegions, message: Message, content: unknown): unknown {
  return attempt(part, message, () => (regions?.[part] ? regions[part](message, content) : content), content);
}

/** How the body reads, where it says so and can. */
export function plainIn(regions: MessageRegions | undefined, message: Message): string | undefined {
  return attempt('body.plain', message, () => regions?.body?.plain?.(message));
}

/** What a message says on one line of text: as its body reads, or as it was written; of files without words, their names. */
export function readingOf(regions: MessageRegions | undefined, message: Message): string {
  return plainIn(regions, message) || sayingOf(message);
}

function attempt<T>(part: string, { id }: Message, give: () => T, otherwise?: T): T | undefined {
  try {
    return give();
  } catch (cause) {
    reportError(new Error(`<message-item> "${id}": regions.${part} threw`, { cause }));
    return otherwise;
  }
}
