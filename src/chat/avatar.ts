// A sender's picture, or their initials on a colour of their own.

import { css, html, nothing, type TemplateResult } from 'lit';
import type { User } from '../backend/model.js';
import { askAgain } from './ask-again.js';
import { colourOf, initials } from './format.js';
import { safeUrl } from '../live-stream/safe-url.js';

/** Decoration: the name stands beside it, and who is there is told in words elsewhere. */
export function avatar(user: User | undefined, present = false): TemplateResult {
  const picture = safeUrl(user?.avatarUrl, 'image');
  return html`<span class="avatar c${colourOf(user?.id ?? '', 8)} ${present ? 'present' : ''}" part="avatar" aria-hidden="true"
    >${initials(user?.name ?? '')}${picture ? html`<img src=${picture} alt="" loading="lazy" @error=${withdraw} @load=${show} />` : nothing}</span
  >`;
}

/** The initials are underneath. */
function withdraw({ target }: Event): void {
  const picture = target as HTMLImageElement;
  picture.hidden = true;
  askAgain(picture);
}

/** This one can be had, or now. */
function show({ target }: Event): void {
  (target as HTMLElement).hidden = false;
}

export const avatarStyles = css`
  .avatar {
    position: relative;
    display: grid;
    place-items: center;
    justify-self: end;
    inline-size: var(--_avatar);
    block-size: var(--_avatar);
    margin-block-start: 0.125rem;
    border-radius: var(--ls-avatar-radius, 30%);
    --_much: var(--ls-avatar-chroma, 1);
    background: light-dark(oklch(0.92 calc(0.045 * var(--_much)) var(--_hue)), oklch(0.38 calc(0.07 * var(--_much)) var(--_hue)));
    color: light-dark(oklch(0.42 calc(0.13 * var(--_much)) var(--_hue)), oklch(0.92 calc(0.05 * var(--_much)) var(--_hue)));
    font-size: calc(var(--_avatar) * 0.36);
    font-weight: 600;
    line-height: 1;
    letter-spacing: 0.02em;
    user-select: none;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border-radius: inherit;
    object-fit: cover;
  }
  .present::after {
    content: '';
    position: absolute;
    inset: auto -2px -2px auto;
    border: 2px solid var(--_bg);
    border-radius: 50%;
    background: var(--_good);
    box-sizing: content-box;
    inline-size: 8px; /* in whole pixels: parts of one make it oval */
    block-size: 8px;
  }
  .present:dir(rtl)::after {
    inset: auto auto -2px -2px;
  }
  /* It keeps its box: without, the next one would never be near enough to be loaded. */
  .avatar img[hidden] {
    display: block;
    visibility: hidden;
  }
  @media (forced-colors: active) {
    .present::after {
      border-color: Canvas;
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
  @media (prefers-contrast: more) {
    .avatar {
      color: var(--_text);
    }
  }
  .c0 {
    --_hue: var(--ls-avatar-hue-1, 25);
  }
  .c1 {
    --_hue: var(--ls-avatar-hue-2, 65);
  }
  .c2 {
    --_hue: var(--ls-avatar-hue-3, 110);
  }
  .c3 {
    --_hue: var(--ls-avatar-hue-4, 155);
  }
  .c4 {
    --_hue: var(--ls-avatar-hue-5, 200);
  }
  .c5 {
    --_hue: var(--ls-avatar-hue-6, 250);
  }
  .c6 {
    --_hue: var(--ls-avatar-hue-7, 295);
  }
  .c7 {
    --_hue: var(--ls-avatar-hue-8, 345);
  }
`;
