// Joins a topic of a source that somebody wrote by hand: one that throws where it should tell of an error stops nothing but its own topic.

import { SourceError, type Channel, type ChannelEvents, type Row, type Source } from './protocol.js';

/**
 * The channel of a topic. Where the source throws, it is one that is never joined; why is told soon after. `again` is called then where
 * nobody else would ask once more.
 */
export function channelOf(source: Source, topic: string, events: ChannelEvents<Row>, again?: (error: SourceError) => void): Channel<Row> {
  try {
    return source.channel<Row>(topic, events);
  } catch (cause) {
    let left = false;
    queueMicrotask(() => {
      if (left) return;
      if (cause instanceof SourceError && cause.refused) return events.error(cause);
      const lost = cause instanceof SourceError ? cause : new SourceError('closed', `${topic}: no channel`);
      again?.(lost);
      // That there is no connection is a state and no error: what was thrown is told apart from it.
      if (lost !== cause) events.error(new SourceError('malformed', `${topic}: source.channel() threw: ${String(cause)}`));
      events.error(lost);
    });
    const refuse = (): Promise<never> => Promise.reject(new SourceError('closed', `${topic} is not joined`));
    return { joined: false, sync: refuse, page: refuse, put: refuse, leave: () => void (left = true) };
  }
}
