// What is open over the messages goes when focus does.

/** For `focusout` of a popover: whoever goes on to something else has chosen nothing. */
export function closeWhenLeft(event: FocusEvent): void {
  const popover = event.currentTarget as HTMLElement;
  const to = event.relatedTarget as Node | null;
  if (!to || popover.contains(to)) return;
  // Later: what closes already has just given its focus away, and may not be closed again before it has.
  setTimeout(() => popover.matches(':popover-open:not(:focus-within)') && popover.hidePopover());
}
