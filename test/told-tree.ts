// What a browser tells screen readers of this page: its accessibility tree, as lines. Chromium alone gives it.

import { cdp } from 'vitest/browser';

export interface AXNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly childIds?: readonly string[];
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[];
}

interface FrameTree {
  readonly frame: { readonly id: string; readonly url: string };
  readonly childFrames?: readonly FrameTree[];
}

/** Every node, the page's own first. */
export async function toldNodes(): Promise<AXNode[]> {
  const session = cdp() as unknown as { send: (name: string, parameters?: object) => Promise<Record<string, unknown>> };
  const { frameTree } = (await session.send('Page.getFrameTree')) as unknown as { frameTree: FrameTree };
  const frame = framesOf(frameTree).find(({ url }) => url === location.href);
  return (await session.send('Accessibility.getFullAXTree', { frameId: frame?.id }))['nodes'] as AXNode[];
}

/** The nodes `lineOf` has words for, one a line, each indented below the one it is in. */
export async function toldLines(lineOf: (node: AXNode) => string | undefined): Promise<string[]> {
  const nodes = await toldNodes();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];
  const walk = (node: AXNode | undefined, depth: number): void => {
    if (!node) return;
    const line = node.ignored ? undefined : lineOf(node);
    if (line !== undefined) lines.push(`${' '.repeat(depth)}${line}`);
    for (const id of node.childIds ?? []) walk(byId.get(id), line === undefined ? depth : depth + 1);
  };
  walk(nodes[0], 0);
  return lines;
}

function framesOf({ frame, childFrames = [] }: FrameTree): FrameTree['frame'][] {
  return [frame, ...childFrames.flatMap(framesOf)];
}
