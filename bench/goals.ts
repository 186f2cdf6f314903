// What the kit has set itself to reach, and where a run shows that it does not.

import { YARDSTICK, type Report } from './report.ts';
import { ratio } from './statistics.ts';

const KIT = 'live-stream';
/** Script time as a multiple of hand-written. */
const SCRIPT = 1.3;
/** Script, style and layout, from 1,000 rows on. */
const TOTAL = 0.5;
const OPEN_TOTAL = 0.1;
/** How much larger than hand-written's the growth of script time may be: within what runs differ by. */
const GROWTH = 0.05;

/** A line for each goal that is not reached; none when all are. */
export function misses({ contestants, steps, growth }: Report): string[] {
  const lines: string[] = [];
  for (const [step, results] of Object.entries(steps)) {
    const [kit, yardstick] = [results[KIT], results[YARDSTICK]];
    if (!kit || !yardstick || 'skipped' in kit || 'skipped' in yardstick) continue;
    const script = ratio(kit.script.median, yardstick.script.median);
    if (script > SCRIPT) lines.push(`${step}: script ${script.toFixed(2)} × of hand-written; the goal is ${SCRIPT}`);
    for (const peer of contestants) {
      const other = results[peer];
      if (peer === KIT || peer === YARDSTICK || !other || 'skipped' in other || other.script.median >= kit.script.median) continue;
      lines.push(
        `${step}: script ${ratio(kit.script.median, other.script.median).toFixed(2)} × of ${peer}; the goal is less than every peer`,
      );
    }
    const total = ratio(kit.total.median, yardstick.total.median);
    const goal = step === 'open 10,000' ? OPEN_TOTAL : TOTAL;
    if (total > goal) lines.push(`${step}: total ${total.toFixed(2)} × of hand-written; the goal is ${goal}`);
  }
  for (const [op, of] of Object.entries(growth)) {
    const more = (of[KIT] ?? 0) - (of[YARDSTICK] ?? 0);
    if (more > GROWTH)
      lines.push(`${op}: script grows with an exponent ${more.toFixed(3)} above that of hand-written; the goal is no more`);
  }
  return lines;
}
