/** The syntax tree that the operators walk: ESTree for JavaScript and TypeScript, with parents and offsets. */
import { parse } from '@babel/parser';

/** An ESTree node; operators read only the fields that their node type has. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Node = { type: string; start: number; end: number; [field: string]: any };

export interface Place {
  node: Node;
  parent: Node | null;
  /** Field of the parent this node sits in. */
  field: string;
  /** Enclosing nodes, outermost first. */
  path: Node[];
}

export interface Tree {
  source: string;
  root: Node;
  /** Every value node in source order; types, imports and directives are left out. */
  places: Place[];
}

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

const SKIP =
  /^(TS(?!AsExpression|NonNullExpression|SatisfiesExpression)|ImportDeclaration|ExportAllDeclaration|Directive)/;

export const isFunction = (node: Node): boolean => /Function(Expression|Declaration)$/.test(node.type);
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;

/** Parses .js, .mjs, .cjs, .ts, .mts, .cts. Throws SyntaxError. */
export function parseTree(source: string, path: string): Tree {
  const plugins: ('estree' | 'typescript')[] = /\.[mc]?ts$/.test(path) ? ['estree', 'typescript'] : ['estree'];
  const root = parse(source, { sourceType: 'unambiguous', allowReturnOutsideFunction: true, plugins }).program as Node;
  const places: Place[] = [];
  const visit = (node: Node, parent: Node | null, field: string, path: Node[]): void => {
    if (SKIP.test(node.type)) return;
    places.push({ node, parent, field, path });
    const inner = [...path, node];
    for (const [key, value] of Object.entries(node)) {
      if (/^(loc|range|typeAnnotation|returnType|typeParameters|typeArguments|comments|extra|regex)$/.test(key))
        continue;
      if (isNode(value)) visit(value, node, key, inner);
      else if (Array.isArray(value)) for (const item of value) if (isNode(item)) visit(item, node, key, inner);
    }
  };
  visit(root, null, '', []);
  places.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end);
  return { source, root, places };
}

export const textOf = (tree: Tree, node: Node): string => tree.source.slice(node.start, node.end);

/** Offset of the operator token between two operands. */
export function tokenAt(tree: Tree, left: Node, right: Node, token: string): number {
  const gap = tree.source
    .slice(left.end, right.start)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (c) => ' '.repeat(c.length));
  const at = gap.indexOf(token);
  return at === -1 ? -1 : left.end + at;
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

/** Places of the given node types. */
export function* of(tree: Tree, ...types: string[]): Iterable<Place> {
  for (const place of tree.places) if (types.includes(place.node.type)) yield place;
}

/** Is the node a statement in a list, so that it can be removed or moved? */
export const inList = (place: Place): boolean =>
  place.field === 'body' && place.parent !== null && /^(BlockStatement|StaticBlock)$/.test(place.parent.type);

/** Start of the innermost function around an offset, or -1 at module level. */
export function functionAt(tree: Tree, offset: number): number {
  let best = -1;
  for (const { node } of tree.places) {
    if (node.start > offset) break;
    if (isFunction(node) && offset < node.end) best = node.start;
  }
  return best;
}
