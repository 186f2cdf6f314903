// What the DOM's own types know of the kit's events: compiled, not run. Requests travel, so that they are known wherever they come by.

import 'live-stream-kit';

document.addEventListener('message-send', ({ content }) => content.length);
document.body.addEventListener('message-send', ({ content }) => content.length);
window.addEventListener('room-select', ({ id }) => id.length);
document.addEventListener('message-edit', ({ id }) => id?.length);
document.addEventListener('stream-op', ({ detail }) => detail);
document.querySelector('svg')!.addEventListener('message-delete', ({ id }) => id.length);

document.querySelector('live-stream')!.addEventListener('stream-change', ({ inserted }) => inserted.length);
// @ts-expect-error: a fact about one element, which does not travel
document.addEventListener('stream-change', ({ inserted }) => inserted);
