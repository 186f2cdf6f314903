// The parts of the inspector: the bar of what is held, the facts, what was announced, and the buttons that make trouble.

import { html, nothing, type TemplateResult } from 'lit';
import type { SyncStatus } from '../sync/standing.js';
import type { DeviceFacts } from './device.js';
import type { OpLine } from './op-lines.js';
import { TROUBLES, type Troubles } from './troubles.js';
import { wordsOf, type Segment } from './window-bar.js';

/** Announcements that are shown. */
const LAST = 12;

/**
 * What the list holds, widths by the logarithm: a gap of a million leaves room for ten rows. They are set by the property, as a strict policy
 * refuses the attribute.
 */
export function bar(segments: readonly Segment[]): TemplateResult {
  const words = segments.map(wordsOf).join('; ') || 'no rows';
  return html`<div class="bar" part="bar" role="img" aria-label=${`Held: ${words}`}>
    ${segments.map(
      (segment) =>
        html`<span class=${segment.kind} title=${wordsOf(segment)} .style=${`flex-grow: ${1 + Math.log2(segment.count)}`}
          >${segment.kind === 'gap' ? '' : segment.count}</span
        >`,
    )}
  </div>`;
}

/** What can be made to go wrong, and what does. */
export function troubleButtons(troubles: Troubles, toggle: (name: string) => void): TemplateResult {
  return html`<div class="group" role="group" aria-label="Trouble">
    ${Object.entries(TROUBLES).map(
      ([name, { words, title }]) =>
        html`<button class="plain" title=${title} aria-pressed=${troubles.has(name)} @click=${() => toggle(name)}>${words}</button>`,
    )}
  </div>`;
}

/** What is known beside the ops. Of a list without a chat that is how many rows it has. */
export function facts(rows: number | undefined, status: SyncStatus | undefined, device: DeviceFacts | undefined): TemplateResult {
  const lines: [string, unknown][] = [['Rows', rows ?? '–']];
  if (status)
    lines.push(
      ['State', status.word],
      ['Waiting', status.waiting],
      ['Failed', status.failed],
      ['Kept', status.storage === 'memory' ? 'in memory only' : status.persisted ? 'on disk, persistently' : 'on disk'],
    );
  if (device)
    lines.push(
      ['Tabs', device.tabs],
      ['Sending', device.draining.map(({ topic, tab }) => `${topic} by ${tab}`).join(', ') || 'nobody'],
      ['Storage', `${megabytes(device.used)} of ${megabytes(device.quota)}`],
      ['Databases', device.databases.join(', ') || 'none'],
    );
  return html`<dl part="facts">
    ${lines.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What a screen reader was given to say, the newest last. */
export function heard(words: readonly string[]): TemplateResult {
  return html`<h3>Announced</h3>
    <ol>
      ${words.slice(-LAST).map((sentence) => html`<li>${sentence}</li>`)}
    </ol>
    ${words.length === 0 ? html`<p>Nothing yet.</p>` : nothing}`;
}

/** A line of the log. */
export function opLine({ ms, what, detail }: OpLine): TemplateResult {
  return html`<div class="op" data-what=${what}>
    <span class="ms">${(ms / 1000).toFixed(2)} s</span><b>${what}</b><span class="detail">${detail}</span>
  </div>`;
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : `${(bytes / 1e6).toFixed(1)} MB`;
}
