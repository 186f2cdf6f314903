// Focus that is nobody's: what had it has gone.

/** Whether focus fell to the page that something is, or was, in: that of a frame is another than the one whose script this is. */
export function isFocusLost({ ownerDocument: { activeElement, body } }: Element): boolean {
  return activeElement === body;
}
