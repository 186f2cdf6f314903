// What the mock server in Node is started with, beside what it is in a page, too.

import { TEXT_PART, wholePart } from '../mock/parts.js';
import type { Part } from '../mock/parts.js';

export const MOST_PORT = 65_535;

/** The options that there are in Node alone. */
export const NODE_OPTIONS: Readonly<Record<string, Part>> = { port: wholePart(0, MOST_PORT), host: TEXT_PART };
