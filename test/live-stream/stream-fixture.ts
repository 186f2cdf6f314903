// A <live-stream> of songs to test on, and the few questions the tests ask of it.

import { fixture } from '@open-wc/testing';
import { html } from 'lit';
import { vi } from 'vitest';
import '../../src/live-stream/index.js';
import type { LiveStream, StreamErrorEvent } from '../../src/live-stream/index.js';
import type { Item } from './list-model.js';

export type ItemStream = LiveStream<Item>;

export const renderItem = (item: Item): unknown => html`<li>${item.text}</li>`;

/** An empty stream called `list` on the page, with whatever properties are given. */
export async function itemStream(given: Partial<ItemStream> = {}, content: unknown = ''): Promise<ItemStream> {
  const stream = await fixture<ItemStream>(html`<live-stream name="list" .renderItem=${renderItem}>${content}</live-stream>`);
  Object.assign(stream, given);
  await stream.updateComplete;
  return stream;
}

export function items(from: number, to: number): Item[] {
  return Array.from({ length: to - from + 1 }, (_, i) => ({ id: from + i, text: `${from + i}` }));
}

/** The rows as the reader has them, slotted children left out. */
export function rows(stream: ItemStream): Element[] {
  return Array.from(stream.children).filter((child) => !child.slot);
}

export function texts(stream: ItemStream): (string | null)[] {
  return rows(stream).map((row) => row.textContent);
}

/** The messages of the errors a stream fires while something is done. */
export async function errorsOf(stream: ItemStream, act: () => void): Promise<string[]> {
  const messages: string[] = [];
  const heard = new AbortController();
  const hear = (event: StreamErrorEvent): void => {
    event.preventDefault();
    messages.push(event.error.message);
  };
  stream.addEventListener('stream-error', hear, { signal: heard.signal });
  act();
  await stream.updateComplete;
  heard.abort();
  return messages;
}

/** Two frames: the first for scrolling to be put right, the second for what follows from it. */
export async function painted(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** What the browser counts as shifted from now on, until `stop`. Only Chromium counts. */
export function layoutShifts(): { shifts: readonly number[]; stop(): void } {
  const shifts: number[] = [];
  const since = performance.now();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.startTime > since) shifts.push((entry as PerformanceEntry & { value: number }).value);
  });
  observer.observe({ type: 'layout-shift' });
  return { shifts, stop: () => observer.disconnect() };
}

/** Waits for what must come, as long as every test waits. */
export async function waitUntil(is: () => unknown, why = 'it did not come'): Promise<void> {
  await vi.waitFor(() => {
    if (!is()) throw new Error(why);
  });
}
