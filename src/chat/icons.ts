// The few icons of chat, drawn on a 16 px grid in the colour of the text around them. Hidden from assistive technology: the control has the name.

import { html, type TemplateResult } from 'lit';

/** One that `turns` points along the line: where that is read from the right, the other way. */
function icon(path: string, look: '' | 'turns' = ''): TemplateResult {
  return html`<svg
    class=${look}
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d=${path} />
  </svg>`;
}

export const editIcon = icon('M2.75 13.25l.6-2.7 7.6-7.6a1.4 1.4 0 0 1 2 0l.1.1a1.4 1.4 0 0 1 0 2l-7.6 7.6zM9.75 4.25l2 2');
export const deleteIcon = icon(
  'M2.75 4.25h10.5M6.25 4.25v-1a1 1 0 0 1 1-1h1.5a1 1 0 0 1 1 1v1M4 4.25l.55 8a1.5 1.5 0 0 0 1.5 1.4h3.9a1.5 1.5 0 0 0 1.5-1.4l.55-8M6.75 7.25v3.5M9.25 7.25v3.5',
);
export const sendIcon = icon('M8 13V3.25M3.75 7.25L8 3l4.25 4.25');
export const closeIcon = icon('M4 4l8 8M12 4l-8 8');
export const backIcon = icon('M9.75 3.25L5 8l4.75 4.75', 'turns');
export const downIcon = icon('M8 3v9.75M3.75 8.75L8 13l4.25-4.25');
export const clockIcon = icon('M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 1 1 11.5 0zM8 5v3.25l2 1.25');
export const alertIcon = icon('M13.75 8a5.75 5.75 0 1 1-11.5 0 5.75 5.75 0 1 1 11.5 0zM8 5.25v3.25M8 10.9v.05');
export const hashIcon = icon('M6.5 2.75l-1.25 10.5M10.75 2.75L9.5 13.25M3 6h10.5M2.5 10H13');
export const offlineIcon = icon('M2.5 6.25a8.4 8.4 0 0 1 11 0M4.75 8.75a5 5 0 0 1 6.5 0M8 11.9v.05M2.75 13.25l10.5-10.5');
export const chatIcon = icon(
  'M2.75 4.25a1.5 1.5 0 0 1 1.5-1.5h7.5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H7l-3 2.5v-2.5a1.25 1.25 0 0 1-1.25-1.25z',
);
export const sentIcon = icon('M3.5 8.5l3 3 6-7');
export const moreIcon = icon(
  'M3.125 8a.375.375 0 1 0 .75 0 .375.375 0 1 0-.75 0M7.625 8a.375.375 0 1 0 .75 0 .375.375 0 1 0-.75 0M12.125 8a.375.375 0 1 0 .75 0 .375.375 0 1 0-.75 0',
);
export const replyIcon = icon('M6.25 3.5L2.5 7.25 6.25 11M2.75 7.25h6a4.5 4.5 0 0 1 4.5 4.5v1', 'turns');
export const reactIcon = icon('M9.6 2.5a5.75 5.75 0 1 0 3.9 3.9M5.5 9.25a2.9 2.9 0 0 0 5 0M6 6.5v.05M10 6.5v.05M12.75 1.5v3.5M11 3.25h3.5');
export const attachIcon = icon('M12.75 7.5l-5 5a3 3 0 0 1-4.25-4.25l5.5-5.5a2 2 0 0 1 2.85 2.85L6.5 10.9a1 1 0 0 1-1.4-1.4l4.65-4.65');
export const fileIcon = icon('M4.25 2.25h4.5l3 3v8.5h-7.5zM8.75 2.25v3h3');
export const upIcon = sendIcon;
