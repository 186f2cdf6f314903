// What people meant to have sent, and by what a message is known again, whatever became of it.

/** What somebody meant to have sent, by a word that stands in no other message. */
export interface Meant {
  by: string;
  room: string;
  /** The whole message as it is to be. */
  text: string;
  /** Deleted; `undone` where that may have been taken back in time, or not. */
  gone: boolean;
  undone: boolean;
}

export const ROOMS = ['weekend-plans', 'sre-team', 'quiet-corner'] as const;
const WORD = /w\d+x/;

/** The word by which a message is known. */
export const wordIn = (text: string): string | undefined => WORD.exec(text)?.[0];
