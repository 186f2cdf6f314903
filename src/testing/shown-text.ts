// The text of an element as it is shown, shadow trees included, piece by piece.

/** A text node that is shown; without one the blank at the edge of a block. */
export interface Piece {
  readonly node?: Text;
  readonly text: string;
}

const BLANK: Piece = { text: ' ' };

/** What of an element and below it is shown, in the order of the page. */
export function* piecesOf(node: Node, visible = true): Generator<Piece> {
  if (node instanceof Text && visible) yield { node, text: node.data };
  if (!(node instanceof HTMLElement || node instanceof SVGElement)) return;
  const { display, visibility } = getComputedStyle(node);
  // An element that is only its children has no box to ask about.
  const isGone = display !== 'contents' && !node.checkVisibility();
  if (isGone || node.getAttribute('aria-hidden') === 'true' || (node as HTMLElement).inert) return;
  const isBlock = !/^(inline|contents)/.test(display);
  if (isBlock) yield BLANK;
  for (const child of childrenOf(node)) yield* piecesOf(child, visibility === 'visible');
  if (isBlock) yield BLANK;
}

export function joined(pieces: readonly Piece[]): string {
  return pieces
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** As it is shown: what a host has lies in the slots of its tree, and else nowhere. */
function childrenOf(element: Element): Iterable<Node> {
  if (element.shadowRoot) return element.shadowRoot.childNodes;
  const given = element instanceof HTMLSlotElement ? element.assignedNodes() : [];
  return given.length > 0 ? given : element.childNodes;
}
