// The topics that are open in this tab, each once: those that somebody shows and those in which something waits to be sent.

import type { LinkState } from './link-state.js';
import { Topic, type Shared } from './topic.js';

export class OpenTopics {
  readonly #topics = new Map<string, Topic>();

  get states(): LinkState[] {
    return [...this.#topics.values()].map(({ state }) => state);
  }

  /** The topic of this name, if it is open. */
  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  /** The topic of this name, opened if it is not. */
  open(name: string, shared: Shared): Topic {
    const topic = this.#topics.get(name) ?? new Topic(name, shared);
    this.#topics.set(name, topic);
    return topic;
  }

  /** Closes a topic that nobody needs. */
  release(topic: Topic): void {
    if (this.#topics.get(topic.name) !== topic) return;
    this.#topics.delete(topic.name);
    topic.close();
  }

  each(act: (topic: Topic) => void): void {
    for (const topic of [...this.#topics.values()]) act(topic);
  }

  /** Closes all; `state` is told to whoever shows them, where it is for good. */
  close(state?: LinkState): void {
    this.each((topic) => topic.close(state));
    this.#topics.clear();
  }
}
