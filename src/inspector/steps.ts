// What a recording is made of. Pure.

import type { StreamOp } from '../live-stream/ops.js';

/** An op as it is recorded. Of a list with `domId` the DOM id of each item is there, too: of masked words the rule would make others. */
export type RecordedOp = StreamOp<object> & { readonly domIds?: readonly string[] };

/** Ops that arrived together. */
export interface Step {
  /** Milliseconds since the recording began. */
  ms: number;
  ops: readonly RecordedOp[];
}
