/** Wrong names: variable, property, method; swapped or lost arguments; lost conversions. */
import type { Add } from './candidates';
import { isRead } from './operators';
import { bindingsOf, functionsOf, isFunction, of, textOf, type Node, type SyntaxTree } from './syntax';

/** Methods that are taken for each other. */
const METHODS: string[][] = [
  ['min', 'max'], ['floor', 'ceil', 'round', 'trunc'], ['push', 'unshift'], ['pop', 'shift'], ['startsWith', 'endsWith'],
  ['indexOf', 'lastIndexOf'], ['some', 'every'], ['toLowerCase', 'toUpperCase'], ['trimStart', 'trimEnd', 'trim'], ['padStart', 'padEnd'],
  ['keys', 'values', 'entries'], ['find', 'findLast', 'filter'], ['findIndex', 'findLastIndex'], ['map', 'filter', 'flatMap'], ['get', 'has'],
  ['set', 'delete'], ['add', 'delete'], ['slice', 'splice', 'flat'], ['forEach', 'map'], ['concat', 'push'], ['then', 'catch'],
  ['replace', 'replaceAll'], ['reduce', 'reduceRight'], ['charAt', 'charCodeAt'], ['test', 'exec'], ['next', 'return'], ['once', 'on'],
  ['getMonth', 'getDate', 'getDay'], ['getUTCMonth', 'getUTCDate', 'getUTCDay'], ['getUTCHours', 'getUTCMinutes'], ['resolve', 'reject'],
  ['all', 'allSettled', 'race'], ['isInteger', 'isFinite'], ['setTimeout', 'setImmediate'],
]; // prettier-ignore

export function inNames(tree: SyntaxTree, add: Add): void {
  variables(tree, add);
  properties(tree, add);
  const functions = new Map(functionsOf(tree).map((f) => [f.name, f.node]));
  const calls = [...of(tree, 'CallExpression', 'NewExpression')];
  for (const { node, parent } of calls) {
    const { callee } = node;
    const args: Node[] = node.arguments;
    if (callee.type === 'MemberExpression' && !callee.computed) {
      const { name, start, end } = callee.property;
      for (const group of METHODS)
        if (group.includes(name)) for (const other of group) if (other !== name) add(start, end, other, 'method');
    }
    for (let i = 0; i + 1 < args.length; i++) {
      const [a, b] = [args[i]!, args[i + 1]!];
      if ([a, b].some((x) => x.type === 'SpreadElement' || isFunction(x)) || textOf(tree, a) === textOf(tree, b))
        continue;
      const text = textOf(tree, b) + tree.source.slice(a.end, b.start) + textOf(tree, a);
      const names = (functions.get(callee.name ?? callee.property?.name)?.params ?? []).map((p: Node) => p.name);
      const telling = names[i] !== undefined && (names[i] === b.name || names[i + 1] === a.name);
      add(a.start, b.end, text, 'arguments', telling ? 6 : 1);
    }
    const more = calls.find(
      ({ node: other }) =>
        other.arguments.length === args.length + 1 && textOf(tree, other.callee) === textOf(tree, callee),
    );
    const lost = more?.node.arguments.at(-1);
    const last = args.at(-1);
    if (lost && last && lost.end - lost.start < 30) add(last.end, last.end, `, ${textOf(tree, lost)}`, 'argument', 2);
    const params: Node[] = functions.get(callee.name ?? callee.property?.name)?.params ?? [];
    const next = params[args.length];
    if (last && next?.type === 'Identifier') add(last.end, last.end, `, ${next.name}`, 'argument', 2);
    if (parent && parent.type !== 'ExpressionStatement' && callee.property?.name === 'join')
      add(node.callee.object.end, node.callee.object.end, '.reverse()', 'wrapper', 0.5);
  }
  for (const { node, parent, field } of of(
    tree,
    'BinaryExpression',
    'CallExpression',
    'Identifier',
    'MemberExpression',
  )) {
    if (!parent || !isRead(parent, field)) continue;
    const text = textOf(tree, node);
    if (node.type === 'BinaryExpression' && node.operator === '/')
      for (const round of ['floor', 'round', 'ceil', 'trunc', 'abs'])
        add(node.start, node.end, `Math.${round}(${text})`, 'wrapper', round === 'floor' ? 2 : 1);
    else if (node.type === 'BinaryExpression' && node.operator === '-')
      add(node.start, node.end, `Math.abs(${text})`, 'wrapper', 0.5);
    else if (/Return|Arrow|Variable|Call|Property/.test(parent.type) && node.type !== 'BinaryExpression')
      for (const wrap of ['Number', 'String']) add(node.start, node.end, `${wrap}(${text})`, 'wrapper', 0.15);
  }
}

function variables(tree: SyntaxTree, add: Add): void {
  const bindings = bindingsOf(tree);
  for (const { node, parent, field, path } of of(tree, 'Identifier')) {
    if (!parent || !(isRead(parent, field) || (parent.type === 'MemberExpression' && field === 'object'))) {
      if (!(parent?.type === 'ForOfStatement' && field === 'right')) continue;
    }
    const visible = bindings.filter(({ scope, at }) => at <= node.start && path.includes(scope));
    const own = visible.findLast(({ name }) => name === node.name);
    if (!own) continue;
    const inner = path.findLast(isFunction);
    const twice = repeated(tree, node, parent);
    const seen = new Set([node.name]);
    let near = 0;
    for (const other of visible.toReversed()) {
      if (seen.has(other.name)) continue;
      seen.add(other.name);
      const here = inner !== undefined && other.scope.start >= inner.start;
      const likely =
        (twice ? 5 : 1) *
        (other.reads === 0 ? 8 : other.reads === 1 ? 1.2 : 1) *
        (here ? 1 : 0.5) *
        (other.param === own.param ? 1.2 : 0.8);
      add(node.start, node.end, other.name, 'variable', likely * 0.85 ** near++);
      if (near > 6) break;
    }
  }
}

/** Is the same said twice where two different things belong: both sides of an operator, two arguments, two items? */
function repeated(tree: SyntaxTree, node: Node, parent: Node): boolean {
  const beside: (Node | null)[] = parent.left
    ? [parent.left, parent.right]
    : (parent.arguments ?? parent.elements ?? []);
  const text = textOf(tree, node);
  return beside.some((other) => other && other.start !== node.start && textOf(tree, other) === text);
}

function properties(tree: SyntaxTree, add: Add): void {
  const plain = [...of(tree, 'MemberExpression')].filter(
    ({ node, parent, field }) =>
      !node.computed &&
      node.property.type === 'Identifier' &&
      !(parent?.type === 'CallExpression' && field === 'callee'),
  );
  const seen = new Map<string, Map<string, number>>();
  for (const { node } of plain) {
    const key = textOf(tree, node.object);
    const names = seen.get(key) ?? new Map<string, number>();
    seen.set(key, names.set(node.property.name, (names.get(node.property.name) ?? 0) + 1));
  }
  for (const { node, parent, field } of plain) {
    if (/^[A-Z]|^(module|exports|process)$/.test(textOf(tree, node.object))) continue;
    const target = field === 'left' && parent?.type === 'AssignmentExpression';
    const names = seen.get(textOf(tree, node.object))!;
    const twice = parent && repeated(tree, node, parent) ? 5 : 1;
    for (const [other, count] of names)
      add(
        node.property.start,
        node.property.end,
        other,
        'property',
        (count === 1 ? 1.5 : 1) * (target ? 0.2 : 1) * twice,
      );
  }
  // a property that is written and never read, or declared in an object and never used
  const read = new Set(plain.map(({ node }) => node.property.name as string));
  const declared = [...of(tree, 'Property')].map(({ node }) => node.key.name as string | undefined);
  const idle = [...new Set(declared)].filter((name): name is string => !!name && !read.has(name)).slice(0, 4);
  for (const { node, parent, field } of plain) {
    if (field === 'left' && parent?.type === 'AssignmentExpression') continue;
    for (const other of idle) add(node.property.start, node.property.end, other, 'property', 0.25);
  }
}
