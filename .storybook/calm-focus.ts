// A story that plays in a page of the documentation focuses its fields; the page must not jump to them.

/** Whether this is the frame of a story inside a page. */
function isInPage(): boolean {
  try {
    return window.parent !== window && new URLSearchParams(window.parent.location.search).get('viewMode') === 'docs';
  } catch {
    return false; // of another origin
  }
}

export function calmFocus(): void {
  if (!isInPage()) return;
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function (options) {
    focus.call(this, { ...options, preventScroll: true });
  };
}
