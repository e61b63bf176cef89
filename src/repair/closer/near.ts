/** What can be said on a line: the names that are known there, and which function it is in. */
import { lineStarts } from '../suspicion';
import { bindingsOf, isFunction, type Binding, type Node, type NodePath, type SyntaxTree } from '../syntax';

export interface Near {
  tree: SyntaxTree;
  /** Offsets of the line, without its end. */
  from: number;
  to: number;
  /** Innermost function around the line; the whole file when there is none. */
  around: Node;
  /** Locals that may be read here, the nearest first. */
  locals: Binding[];
  /** Expressions and statements that begin on the line. */
  places: NodePath[];
  /** 1 = every name in the node means something here; less for each that does not. */
  fits(node: Node): number;
}

const bindings = new WeakMap<SyntaxTree, Binding[]>();

export function nearOf(tree: SyntaxTree, line: number): Near | null {
  const starts = lineStarts(tree.source);
  const from = starts[line - 1];
  if (from === undefined) return null;
  const to = (starts[line] ?? tree.source.length + 1) - 1;
  const all = bindings.get(tree) ?? bindingsOf(tree);
  bindings.set(tree, all);
  const at = from + /^\s*/.exec(tree.source.slice(from, to))![0].length;
  const holds = ({ start, end }: Node) => start <= at && at <= end;
  const around =
    tree.places.findLast(({ node }) => isFunction(node) && node.start < from && at < node.end)?.node ?? tree.root;
  // a name that a function on this line brings is known on it, too
  const locals = all
    .filter((one) => holds(one.scope) || (one.scope.start <= to && from <= one.scope.start))
    .filter((one) => one.at <= to)
    .reverse();
  const here = new Set(locals.map(({ name }) => name));
  const elsewhere = new Set(all.map(({ name }) => name));
  const fits = (node: Node) => {
    const inner = tree.places.filter(({ node: one }) => one.start >= node.start && one.end <= node.end);
    const own = new Set(
      inner.filter(({ field }) => /^(params|id|key|property)$/.test(field)).map(({ node: one }) => one.name as string),
    );
    const strange = inner.filter(
      ({ node: { type, name } }) => type === 'Identifier' && elsewhere.has(name) && !here.has(name) && !own.has(name),
    );
    const near = around !== tree.root && holds(around) && node.start >= around.start && node.end <= around.end;
    return 0.15 ** new Set(strange.map(({ node: one }) => one.name)).size * (near ? 2 : 1);
  };
  const places = tree.places.filter(({ node }) => node.start >= from && node.start <= to && node.end > node.start);
  return { tree, from, to, around, locals, places, fits };
}

/** The few shortest and likeliest texts, each once. */
export function texts(found: Iterable<readonly [text: string, weight: number]>, most: number): [string, number][] {
  const best = new Map<string, number>();
  for (const [text, weight] of found) best.set(text, Math.max(weight, best.get(text) ?? 0));
  return [...best].sort((a, b) => b[1] - a[1] || a[0].length - b[0].length).slice(0, most);
}
