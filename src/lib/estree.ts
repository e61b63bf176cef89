/** The syntax tree of one file, flat: every expression and statement with its parents; types, imports and directives left out. */

/** An ESTree node; readers use only the fields its type has. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Node = { type: string; start: number; end: number; [field: string]: any };

export interface NodePath {
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
  /** In source order, outer before inner. */
  places: NodePath[];
}

const SKIP =
  /^(TS(?!AsExpression|NonNullExpression|SatisfiesExpression)|ImportDeclaration|ExportAllDeclaration|Directive)/;
const NO_CHILD =
  /^(loc|range|typeAnnotation|returnType|typeParameters|typeArguments|extra|regex|errors|.*[cC]omments)$/;

export const isFunction = (node: Node): boolean => /Function(Expression|Declaration)$/.test(node.type);
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;

/** All places below a program. */
export function allPlaces(root: Node): NodePath[] {
  const places: NodePath[] = [];
  const visit = (node: Node, parent: Node | null, field: string, path: Node[]): void => {
    if (SKIP.test(node.type)) return;
    places.push({ node, parent, field, path });
    const inner = [...path, node];
    for (const [key, value] of Object.entries(node)) {
      if (NO_CHILD.test(key)) continue;
      if (isNode(value)) visit(value, node, key, inner);
      else if (Array.isArray(value)) for (const item of value) if (isNode(item)) visit(item, node, key, inner);
    }
  };
  visit(root, null, '', []);
  return places.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end);
}

export const textOf = (tree: Tree, node: Node): string => tree.source.slice(node.start, node.end);

/** Places of the given node types. */
export function* of(tree: Tree, ...types: string[]): Iterable<NodePath> {
  for (const place of tree.places) if (types.includes(place.node.type)) yield place;
}

/** Offset of the operator between two operands, or -1. */
export function tokenAt(tree: Tree, left: Node, right: Node, token: string): number {
  const gap = tree.source
    .slice(left.end, right.start)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const at = gap.indexOf(token);
  return at < 0 ? -1 : left.end + at;
}
