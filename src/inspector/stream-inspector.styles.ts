// How the inspector looks: a tool beside the page, quiet and dense.

import { css } from 'lit';

export const inspectorStyles = css`
  :host {
    display: grid;
    grid-template: auto auto auto minmax(0, 1fr) / minmax(0, 1fr);
    container-type: inline-size;
    block-size: 24rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_bg-side);
    color: var(--_text);
    font-size: 0.8125rem;
    line-height: 1.25rem;
    overflow: hidden;
  }

  header {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 1rem;
    align-items: center;
    padding: 0.5rem 0.75rem;
    border-block-end: 1px solid var(--_line);
  }
  header strong {
    flex: 1 1 10rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .group {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .group button {
    padding: 0.125rem 0.5rem;
    font-size: inherit;
  }
  .group button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .group button:is(:disabled, [aria-disabled='true']) {
    border-color: var(--_line);
    color: var(--_muted);
    cursor: default;
  }
  .record::before {
    content: '';
    display: inline-block;
    inline-size: 8px;
    block-size: 8px;
    margin-inline-end: 0.375rem;
    border-radius: 50%;
    background: var(--_muted);
  }
  .record[aria-pressed='true']::before {
    background: var(--_danger);
    forced-color-adjust: none;
  }

  .trouble {
    padding-inline: 0.75rem;
    color: var(--_danger);
    overflow-wrap: anywhere;
  }

  .bar {
    display: flex;
    gap: 2px;
    min-block-size: 1.25rem;
    margin: 0.5rem 0.75rem;
    border-radius: 0.25rem;
    overflow: hidden;
  }
  .bar span {
    min-inline-size: 0.5rem;
    overflow: hidden;
    font-size: 0.75rem;
    text-align: center;
  }
  .bar .rows {
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  .bar .gap {
    border: 1px dashed var(--_line-strong);
    border-radius: 0.25rem;
  }

  .body {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    min-block-size: 0;
    border-block-start: 1px solid var(--_line);
  }
  live-stream {
    display: block;
    min-block-size: 0;
    overflow: auto;
    background: var(--_bg);
    font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
    font-size: 0.75rem;
  }
  live-stream:focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .op {
    display: grid;
    grid-template-columns: 4.5rem 4.5rem minmax(0, 1fr);
    gap: 0.5rem;
    padding: 0.0625rem 0.75rem;
  }
  .op .ms {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  .op b {
    font-weight: 600;
  }
  .op .detail {
    overflow-wrap: anywhere;
  }
  .op[data-what='refused'],
  .op[data-what='dropped'] {
    background: var(--_danger-soft);
    color: var(--_danger);
  }

  .side {
    padding: 0.5rem 0.75rem;
    border-inline-start: 1px solid var(--_line);
    overflow: auto;
  }
  dl,
  ol,
  p,
  h3 {
    margin: 0;
  }
  dl div {
    display: grid;
    grid-template-columns: 5.5rem minmax(0, 1fr);
    gap: 0.5rem;
  }
  dt,
  p,
  [slot='empty'] {
    color: var(--_muted);
  }
  [slot='empty'] {
    padding: 0.5rem 0.75rem;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  h3 {
    margin-block: 0.75rem 0.125rem;
    font-size: inherit;
    font-weight: 600;
  }
  ol {
    padding-inline-start: 1.25rem;
    overflow-wrap: anywhere;
  }

  @container (max-width: 36rem) {
    .body {
      grid-template-columns: minmax(0, 1fr);
      overflow: auto;
    }
    live-stream {
      max-block-size: 12rem;
    }
    .side {
      border-inline-start: 0;
      border-block-start: 1px solid var(--_line);
    }
  }

  /* Told by lines where the system has taken the colours; outlines are left to focus. */
  @media (forced-colors: active) {
    .group button[aria-pressed='true'] {
      padding: 0 0.375rem;
      border: 3px solid Highlight;
    }
    .bar .rows {
      border: 1px solid;
      border-radius: 0.25rem;
    }
    .op:is([data-what='refused'], [data-what='dropped']) {
      border-inline-start: 3px solid;
    }
  }
`;
