// The element in a page against the pure rules: thousands of random sequences, each another kind of trouble.

import fc from 'fast-check';
import { elementProperty, Stage } from './element-property.js';

const RUNS = import.meta.env.MODE === 'long' ? 100_000 : 5_000;

describe('any ops in any batches, with focus anywhere, rendered this way and that', () => {
  it('show what the rules say; what stays keeps its element, and focus is never lost', { timeout: 60 * 60_000 }, async () => {
    const stage = new Stage();
    await fc.assert(elementProperty(stage), { numRuns: RUNS });
    stage.remove();
  });
});
