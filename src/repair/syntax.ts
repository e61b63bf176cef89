/** The syntax tree of one file, flat: every expression and statement with its parents; types and imports left out. */
import { parse, type ParserPlugin } from '@babel/parser';

/** An ESTree node; readers use only the fields its type has. */
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
  /** In source order, outer before inner. */
  places: Place[];
  /** It has syntax errors; what could be read is here all the same. */
  broken: boolean;
}

const SKIP =
  /^(TS(?!AsExpression|NonNullExpression|SatisfiesExpression)|ImportDeclaration|ExportAllDeclaration|Directive)/;
const NO_CHILD =
  /^(loc|range|typeAnnotation|returnType|typeParameters|typeArguments|extra|regex|errors|.*[cC]omments)$/;
const KEPT = 48;
const known = new Map<string, Tree | null>();

export const isFunction = (node: Node) => /Function(Expression|Declaration)$/.test(node.type);
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string' && 'start' in value;

/** null when the file cannot be read as JavaScript or TypeScript. The last few trees are kept. */
export function treeOf(path: string, source: string): Tree | null {
  const key = `${path}\n${source}`;
  let tree = known.get(key);
  if (tree !== undefined) return tree;
  tree = parseTree(path, source);
  known.set(key, tree);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return tree;
}

/** Is the text a program without syntax errors? */
export function isProgram(path: string, source: string): boolean {
  return programOf(path, source)?.errors?.length === 0;
}

function programOf(path: string, source: string) {
  const plugins: ParserPlugin[] = ['estree'];
  if (/\.[mc]?tsx?$/.test(path)) plugins.push('typescript');
  if (/x$/.test(path)) plugins.push('jsx');
  try {
    return parse(source, {
      sourceType: 'unambiguous',
      allowReturnOutsideFunction: true,
      errorRecovery: true,
      plugins,
    });
  } catch {
    return null;
  }
}

/** As `treeOf`, for texts that are looked at once: nothing is kept. */
export function parseTree(path: string, source: string): Tree | null {
  const program = programOf(path, source);
  if (!program) return null;
  const root = program.program as unknown as Node;
  const places: Place[] = [];
  visit(places, root, null, '', []);
  const broken = program.errors?.length !== 0;
  return {
    source,
    root,
    broken,
    places: places.sort((a, b) => a.node.start - b.node.start || b.node.end - a.node.end),
  };
}

function visit(places: Place[], node: Node, parent: Node | null, field: string, path: Node[]): void {
  if (SKIP.test(node.type)) return;
  places.push({ node, parent, field, path });
  const inner = [...path, node];
  for (const [key, value] of Object.entries(node)) {
    if (NO_CHILD.test(key)) continue;
    if (isNode(value)) visit(places, value, node, key, inner);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) visit(places, item, node, key, inner);
  }
}

export const textOf = (tree: Tree, node: Node): string => tree.source.slice(node.start, node.end);

export function* of(tree: Tree, ...types: string[]): Iterable<Place> {
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

export interface FunctionSpan {
  name: string;
  start: number;
  end: number;
  node: Node;
}

/** Functions by the name they are called by (methods without `#`, constructors by their class), outermost first. */
export function functionsOf(tree: Tree): FunctionSpan[] {
  return tree.places.flatMap(({ node, parent, path }): FunctionSpan[] => {
    if (!isFunction(node)) return [];
    const key = parent?.key && parent.value === node ? parent.key : null;
    let name: string = node.id?.name ?? key?.name ?? '';
    if (name === 'constructor') name = path.findLast((outer) => /^Class/.test(outer.type))?.id?.name ?? name;
    if (!name && parent?.type === 'VariableDeclarator') name = parent.id.name ?? '';
    if (!name && parent?.type === 'AssignmentExpression') name = parent.left.property?.name ?? parent.left.name ?? '';
    return name ? [{ name, start: parent?.value === node ? parent.start : node.start, end: node.end, node }] : [];
  });
}

/** A value declared in a function: its name, where it may be read, how often it is. */
export interface Binding {
  name: string;
  at: number;
  scope: Node;
  param: boolean;
  reads: number;
}

/** The identifiers that a pattern declares. */
const names = (pattern: Node | null): Node[] =>
  !pattern
    ? []
    : pattern.type === 'Identifier'
      ? [pattern]
      : pattern.type === 'AssignmentPattern'
        ? names(pattern.left)
        : pattern.type === 'RestElement'
          ? names(pattern.argument)
          : pattern.type === 'ArrayPattern'
            ? pattern.elements.flatMap(names)
            : pattern.type === 'ObjectPattern'
              ? pattern.properties.flatMap((p: Node) => names(p.value ?? p.argument))
              : [];

/** Names that are read and declared nowhere in the file, whatever their scope: imports, globals, and slips. */
export function undeclared(tree: Tree): Set<string> {
  const declared = new Set<Node>();
  for (const { node } of tree.places) {
    const patterns = isFunction(node)
      ? [node.id, ...node.params]
      : node.type === 'VariableDeclarator' || /^Class/.test(node.type)
        ? [node.id]
        : node.type === 'CatchClause'
          ? [node.param]
          : [];
    for (const pattern of patterns) for (const id of names(pattern as Node | null)) declared.add(id);
  }
  const known = new Set([...declared].map(({ name }) => name as string));
  const free = tree.places.filter(
    ({ node, parent, field }) =>
      node.type === 'Identifier' &&
      !declared.has(node) &&
      !known.has(node.name as string) &&
      !(parent?.type === 'MemberExpression' && field === 'property' && !parent.computed) &&
      !(field === 'key' && !parent?.computed && !parent?.shorthand),
  );
  return new Set(free.map(({ node }) => node.name as string));
}

export function bindingsOf(tree: Tree): Binding[] {
  const out: Binding[] = [];
  const add = (id: Node, at: number, scope: Node, param: boolean) => {
    const inside = tree.places.filter(
      ({ node, parent, field }) =>
        node.type === 'Identifier' &&
        node.name === id.name &&
        node.start >= scope.start &&
        node.end <= scope.end &&
        !(parent?.type === 'MemberExpression' && field === 'property' && !parent.computed) &&
        !(field === 'key' && !parent?.shorthand),
    );
    const starts = new Set(inside.map(({ node }) => node.start));
    out.push({ name: id.name, at, scope, param, reads: starts.size - 1 });
  };
  for (const { node, path } of tree.places) {
    if (isFunction(node)) for (const param of node.params) for (const id of names(param)) add(id, id.start, node, true);
    if (node.type !== 'VariableDeclarator') continue;
    const scope = path.findLast((outer) => /^(BlockStatement|For.*Statement|StaticBlock|Program)$/.test(outer.type));
    if (scope && scope.type !== 'Program') for (const id of names(node.id)) add(id, node.end, scope, false);
  }
  return out;
}
