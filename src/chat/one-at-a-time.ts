// One reading at a time: whoever asks while one is under way gets another after it, with all others who asked meanwhile.

/** Gives what asks for `read`. */
export function oneAtATime(read: () => Promise<void>): () => void {
  let [asked, reading] = [false, false];
  const run = async (): Promise<void> => {
    reading = true;
    try {
      while (asked) {
        asked = false;
        await read();
      }
    } finally {
      reading = false;
    }
  };
  return () => {
    asked = true;
    if (!reading) void run();
  };
}
