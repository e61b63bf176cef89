/** The flat syntax tree of a file as it is, syntax errors and all (`lib/estree`), and the functions in it. */
import { parse, type ParserPlugin } from '@babel/parser';
import { isFunction, allPlaces, type Node, type Tree as Plain } from '../lib/estree';

export { isFunction, of, textOf, tokenAt, type Node, type NodePath } from '../lib/estree';

export interface SyntaxTree extends Plain {
  /** It has syntax errors; what could be read is here all the same. */
  broken: boolean;
}

const KEPT = 48;
const known = new Map<string, SyntaxTree | null>();

/** null when the file cannot be read as JavaScript or TypeScript. The last few trees are kept. */
export function treeOf(path: string, source: string): SyntaxTree | null {
  const key = `${path}\n${source}`;
  let tree = known.get(key);
  if (tree !== undefined) return tree;
  tree = parseUncached(path, source);
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
export function parseUncached(path: string, source: string): SyntaxTree | null {
  const program = programOf(path, source);
  if (!program) return null;
  const root = program.program as unknown as Node;
  return { source, root, broken: program.errors?.length !== 0, places: allPlaces(root) };
}

export interface FunctionSpan {
  name: string;
  start: number;
  end: number;
  node: Node;
}

/** Functions by the name they are called by (methods without `#`, constructors by their class), outermost first. */
export function functionsOf(tree: SyntaxTree): FunctionSpan[] {
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
export function undeclared(tree: SyntaxTree): Set<string> {
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

export function bindingsOf(tree: SyntaxTree): Binding[] {
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
