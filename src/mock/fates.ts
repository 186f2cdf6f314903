// What befalls a whole server on purpose, in every tab that has it open: a restart, the loss of its log, and a clock that goes wrong.

import { tabsChannel } from './tabs-channel.js';

/** What befalls it. What a backup has lost is told by the journal. */
type Fate = { do: 'restart' } | { do: 'truncate' } | { do: 'clock'; ms: number };

export interface FateOptions {
  /** The name of the server, for tabs to share; without one, this tab is alone. */
  name?: string | undefined;
  now(): Date;
  restart(): void;
  truncate(): void;
}

export class Fates {
  readonly #options: FateOptions;
  readonly #tabs: BroadcastChannel | undefined;
  #shift = 0;

  constructor(options: FateOptions) {
    this.#options = options;
    if (options.name !== undefined) this.#tabs = tabsChannel(`${options.name}:fates`, (fate) => this.#befall(fate as Fate));
  }

  /** The server's time. */
  now(): Date {
    return new Date(this.#options.now().getTime() + this.#shift);
  }

  /** It befalls the server here and in all other tabs. */
  tell(fate: Fate): void {
    this.#befall(fate);
    this.#tabs?.postMessage(fate);
  }

  /** The clock is right again, here: the journal tells the others that all begins anew. */
  setClock(): void {
    this.#shift = 0;
  }

  close(): void {
    this.#tabs?.close();
  }

  #befall(fate: Fate): void {
    if (fate.do === 'clock') this.#shift += fate.ms;
    else this.#options[fate.do]();
  }
}
