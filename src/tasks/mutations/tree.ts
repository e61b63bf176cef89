/** The syntax tree that the operators walk (`lib/estree`), of JavaScript and TypeScript without errors; their edits. */
import { parse } from '@babel/parser';
import { isFunction, allPlaces, type Node, type NodePath, type Tree } from '../../lib/estree';

export { isFunction, isNode, of, textOf, tokenAt, type Node, type NodePath, type Tree } from '../../lib/estree';

/** One edit: replace source[start, end) by `text`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Yields every edit that would inject this kind of bug. */
export interface Operator {
  name: string;
  edits(tree: Tree): Iterable<Edit>;
}

/** Parses .js, .mjs, .cjs, .ts, .mts, .cts. Throws SyntaxError. */
export function parseTree(source: string, path: string): Tree {
  const plugins: ('estree' | 'typescript')[] = /\.[mc]?ts$/.test(path) ? ['estree', 'typescript'] : ['estree'];
  const root = parse(source, { sourceType: 'unambiguous', allowReturnOutsideFunction: true, plugins }).program as Node;
  return { source, root, places: allPlaces(root) };
}

/** Removes a statement; takes its whole lines along when nothing else is on them. */
export function removal(tree: Tree, node: Node): Edit {
  const { source } = tree;
  const lineStart = source.lastIndexOf('\n', node.start - 1) + 1;
  const lineEnd = source.indexOf('\n', node.end);
  const alone =
    source.slice(lineStart, node.start).trim() === '' &&
    lineEnd !== -1 &&
    source.slice(node.end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd + 1, text: '' } : { start: node.start, end: node.end, text: '' };
}

/** Is the node a statement in a list, so that it can be removed or moved? */
export const inList = (place: NodePath): boolean =>
  place.field === 'body' && place.parent !== null && /^(BlockStatement|StaticBlock)$/.test(place.parent.type);

/** Start of the innermost function around an offset, or -1 at module level. */
export function functionStart(tree: Tree, offset: number): number {
  let best = -1;
  for (const { node } of tree.places) {
    if (node.start > offset) break;
    if (isFunction(node) && offset < node.end) best = node.start;
  }
  return best;
}
