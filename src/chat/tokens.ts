// The looks every element of chat shares: what things are for (`--ls-bg`), made of the palette (`--ls-gray-0`), each with its default, and
// the few controls used more than once. Tokens of single components (`--ls-composer-bg`) are read where those are styled.
// Defaults live here, so that elements look right without theme.css; theme.css lists all tokens for people who change them.

import { css } from 'lit';

export const tokens = css`
  :host {
    --_bg: var(--ls-bg, light-dark(var(--ls-gray-0, #ffffff), var(--ls-gray-925, #17181c)));
    --_bg-side: var(--ls-bg-side, light-dark(var(--ls-gray-25, #f6f6f8), var(--ls-gray-950, #111215)));
    --_bg-hover: var(--ls-bg-hover, light-dark(var(--ls-gray-50, #f4f4f7), var(--ls-gray-850, #1e2025)));
    --_bg-raised: var(--ls-bg-raised, light-dark(var(--ls-gray-0, #ffffff), var(--ls-gray-800, #25272d)));
    --_text: var(--ls-text, light-dark(var(--ls-gray-900, #1a1b1f), var(--ls-gray-100, #e8e9ed)));
    --_muted: var(--ls-muted, light-dark(var(--ls-gray-600, #5d606d), var(--ls-gray-300, #a0a3b0)));
    --_line: var(--ls-line, light-dark(var(--ls-gray-150, #e3e3e8), var(--ls-gray-750, #2d2f36)));
    --_line-strong: var(--ls-line-strong, light-dark(var(--ls-gray-400, #8d909e), var(--ls-gray-500, #6f7280)));
    --_accent-plain: var(--ls-accent, light-dark(var(--ls-indigo-600, #4049c9), var(--ls-indigo-300, #9aa5ff)));
    --_on-accent: var(--ls-on-accent, light-dark(var(--ls-gray-0, #ffffff), var(--ls-indigo-950, #14162a)));
    --_accent-soft: var(--ls-accent-soft, light-dark(var(--ls-indigo-50, #ebecfb), var(--ls-indigo-800, #26294a)));
    --_danger-plain: var(--ls-danger, light-dark(var(--ls-red-700, #b3261e), var(--ls-red-300, #ff9c94)));
    --_danger-soft: var(--ls-danger-soft, light-dark(var(--ls-red-50, #fdeeed), var(--ls-red-950, #391c1c)));
    --_warning-plain: var(--ls-warning, light-dark(var(--ls-amber-800, #744600), var(--ls-amber-300, #f2c66d)));
    --_warning-soft: var(--ls-warning-soft, light-dark(var(--ls-amber-50, #fdf3df), var(--ls-amber-950, #302610)));
    --_good-plain: var(--ls-good, light-dark(var(--ls-green-700, #1a7f4b), var(--ls-green-300, #5fd39a)));
    --_accent: var(--_accent-plain);
    --_danger: var(--_danger-plain);
    --_warning: var(--_warning-plain);
    --_good: var(--_good-plain);
    --_focus: var(--ls-focus, var(--_accent));
    --_font: var(--ls-font, Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_size: var(--ls-size, 0.9375rem);
    --_radius: var(--ls-radius, 0.5rem);
    --_shadow: var(--ls-shadow, 0 1px 2px light-dark(#14162a14, #00000066), 0 4px 16px light-dark(#14162a1f, #0000007a));
    --_density: var(--ls-density, 1);
    --_unit: calc(0.25rem * var(--_density));
    --_avatar: var(--ls-avatar-size, calc(1.25rem + 1rem * var(--_density)));
    --_motion: var(--ls-motion, 120ms);
  }

  :host([density='compact']) {
    --ls-density: 0.5;
  }
  :host([density='comfortable']) {
    --ls-density: 1;
  }
  :host([density='spacious']) {
    --ls-density: 1.5;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --_motion: 0s;
    }
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_line: var(--_line-strong);
      --_accent: color-mix(in oklab, var(--_accent-plain), var(--_text) 35%);
      --_danger: color-mix(in oklab, var(--_danger-plain), var(--_text) 35%);
      --_warning: color-mix(in oklab, var(--_warning-plain), var(--_text) 35%);
      --_good: color-mix(in oklab, var(--_good-plain), var(--_text) 35%);
    }
  }
`;

/** What all elements begin with. How a page writes is not how a chat does, unless it says so of an element. */
export const controls = css`
  :host {
    color: var(--_text);
    font: 400 var(--_size) / 1.4667 var(--_font);
    -webkit-text-size-adjust: 100%;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    letter-spacing: normal;
    word-spacing: normal;
    white-space: normal;
  }
  :host([hidden]) {
    display: none;
  }
  :is(room-list, chat-room, message-item, message-composer, message-edit-dialog) {
    text-transform: inherit;
    letter-spacing: inherit;
    word-spacing: inherit;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  button,
  textarea {
    margin: 0;
    color: inherit;
    font: inherit;
  }

  button {
    padding: 0.375rem 0.75rem;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) - 0.125rem);
    background: none;
    font-weight: 500;
    cursor: pointer;
    transition:
      background-color var(--_motion),
      color var(--_motion),
      border-color var(--_motion);
  }
  button:hover {
    background: var(--_bg-hover);
  }
  button.plain {
    border-color: var(--_line);
    background: var(--_bg-raised);
  }
  button.plain:hover {
    border-color: var(--_line-strong);
  }
  button.link {
    padding: 0.125rem 0.25rem;
    margin-inline: -0.25rem;
    color: var(--_accent);
  }
  button.link:focus-visible {
    outline-offset: -2px; /* around it are words, and the ends of lists, which cut off */
  }
  button.link:hover {
    background: none;
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  button.icon {
    display: inline-grid;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    padding: 0;
    color: var(--_muted);
  }
  button.icon:hover {
    color: var(--_text);
  }
  button.primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 16%);
    color: var(--_on-accent);
  }

  :is(a, button, textarea):focus-visible {
    outline: 2px solid var(--_focus);
    outline-offset: 1px;
  }

  svg {
    display: block;
    flex: none;
  }
  svg.turns:dir(rtl) {
    transform: scaleX(-1);
  }

  /* Forced colours leave a colour that an svg is given itself, and force that of what it stands in. */
  @media (forced-colors: active) {
    svg {
      color: inherit !important;
    }
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @keyframes rise {
    from {
      transform: translateY(0.5rem);
    }
  }

  @media (pointer: coarse) {
    button {
      min-block-size: 2.75rem;
    }
    button.icon {
      inline-size: 2.75rem;
      block-size: 2.75rem;
    }
    /* Smaller words would have the browser zoom in, whatever the page calls a rem. */
    :is(textarea, input, select) {
      font-size: max(16px, var(--_size));
    }
  }
`;

/** The width of a host that has none, or no good one, by what is in it: all there is. Of a container, a little where what is around asks for its content's. */
export const wide = css`
  inline-size: -moz-available;
  inline-size: -webkit-fill-available;
  inline-size: stretch;
  contain-intrinsic-inline-size: min(16rem, 50vw);
`;

/** Words of any script on the side where what is around them begins. Chromium and WebKit know the second by the name of the first alone. */
export const fromTheStart = css`
  text-align: -webkit-match-parent;
  text-align: match-parent;
`;
