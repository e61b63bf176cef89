/** Lost or wrong parts of expressions: calls, conversions, arguments, elements, terms, literals, names. */
import type { Add, Pool } from '../candidates';
import { looksNumeric } from '../numeric';
import { isRead } from '../operators';
import { isFunction, of, textOf, type Node, type NodePath, type SyntaxTree } from '../syntax';
import { texts, type Near } from './near';

const METHODS = [
  'trim()',
  'sort()',
  'reverse()',
  'toLowerCase()',
  'toUpperCase()',
  'slice()',
  'toString()',
  'trimStart()',
  'trimEnd()',
  'length',
];
const WRAPS = ['Number', 'String', 'Boolean', 'Math.round', 'Math.floor', 'Math.ceil', 'Math.trunc', 'Math.abs'];
const PLAIN = ["''", "' '", "','", '0', '1', '2', '10', '100', 'true', 'false', 'null', '[]', '{}', 'Infinity'];
const LONGEST = 60;

export function valuesNear(near: Near, add: Add, pool: Pool): void {
  const { tree, locals } = near;
  const names = [...new Set(locals.map(({ name }) => name))].slice(0, 10);
  const tails = tailsOf(near);
  const callers = callersOf(near);
  for (const place of near.places) {
    const { node, parent, field } = place;
    const text = textOf(tree, node);
    if (node.type === 'Literal') literal(node, text, pool, nearText(near), add);
    if (/^(Call|New)Expression$/.test(node.type)) items(tree, node, node.arguments, names, 'argument', add);
    if (node.type === 'ArrayExpression') items(tree, node, node.elements, names, 'element', add);
    if (node.type === 'ObjectExpression') fields(node, names, add);
    if (node.type === 'AssignmentExpression') assignment(tree, node, add);
    if (node.type === 'BreakStatement')
      for (const value of names) add(node.start, node.start + 5, `return ${value}`, 'leave');
    if (isFunction(node)) parameters(node, pool, add);
    if (node.type === 'MemberExpression' && !node.computed) property(near, node, add);
    if (!parent || !(isRead(parent, field) || (parent.type === 'MemberExpression' && field === 'object'))) continue;
    if (node.type === 'Identifier') names.forEach((name, i) => add(node.start, node.end, name, 'variable', 0.9 ** i));
    if (
      text.length > LONGEST ||
      !/^(Identifier|Literal|TemplateLiteral|CallExpression|MemberExpression|BinaryExpression|ObjectExpression|ThisExpression)$/.test(
        node.type,
      )
    )
      continue;
    const simple = !/^(Binary|Object)/.test(node.type);
    if (simple && node.type !== 'Literal' && !(parent.type === 'CallExpression' && field === 'callee'))
      for (const [tail, weight] of tails) add(node.end, node.end, `.${tail}`, 'method', weight);
    if (field === 'object' && parent.type === 'MemberExpression') continue;
    for (const [wrap, weight] of callers)
      if (node.type !== 'Literal') add(node.start, node.end, `${wrap}(${text})`, 'wrapper', weight);
    if (simple) add(node.start, node.start, '-', 'sign', looksNumeric(tree, node) ? 2 : 0.5);
    terms(near, place, text, names, add);
  }
}

/** `.trim()`, `.padStart(2, '0')`: calls that end other expressions of the file. */
function tailsOf({ tree, fits }: Near): [string, number][] {
  const found: [string, number][] = METHODS.map((tail) => [tail, 0.5]);
  for (const { node } of of(tree, 'CallExpression')) {
    const { callee } = node;
    if (callee.type !== 'MemberExpression' || callee.computed) continue;
    const tail = tree.source.slice(callee.property.start, node.end);
    if (tail.length <= 40) found.push([tail, 0.7 * fits(node)]);
  }
  return texts(found, 24);
}

function callersOf({ tree }: Near): [string, number][] {
  const found: [string, number][] = WRAPS.map((name) => [name, 1]);
  for (const { node } of of(tree, 'CallExpression'))
    if (node.arguments.length === 1 && node.callee.type === 'Identifier') found.push([node.callee.name, 0.8]);
  return texts(found, 16);
}

/** How likely a text is meant: what the line itself or the file says before what only the tests say. */
const nearText =
  ({ tree, from, to }: Near) =>
  (text: string) =>
    tree.source.slice(from, to).includes(text) ? 4 : tree.source.includes(text) ? 2 : text.length < 5 ? 1 : 0.4;

type NearText = ReturnType<typeof nearText>;

function literal({ start, end, value, regex }: Node, text: string, pool: Pool, near: NearText, add: Add): void {
  if (regex) return;
  if (typeof value === 'number') {
    for (const other of [...(pool.every ?? pool).numbers, '0', '1', '2', '3', '4', '5', '10', '100'])
      add(start, end, other, 'number', nearness(value, Number(other)));
    for (const factor of [10, 16, 100, 60]) add(start, end, String(Math.round(value / factor)), 'number', 0.5);
  }
  if (typeof value !== 'string') return;
  for (const other of (pool.every ?? pool).strings)
    if (other !== text && !/^.(\.|node:)/.test(other))
      add(start, end, other, 'text', (Math.abs(other.length - text.length) <= 4 ? 1 : 0.5) * near(other));
}

const nearness = (a: number, b: number) => (Math.abs(a - b) <= 2 ? 1.5 : 1);

/** One more argument or element, anywhere. */
function items(
  tree: SyntaxTree,
  { start, end }: Node,
  list: (Node | null)[],
  names: string[],
  kind: string,
  add: Add,
): void {
  const all = list.filter((one): one is Node => one !== null);
  if (all.length === 0 || end - start > 200) {
    if (all.length === 0 && tree.source[end - 1] === ')')
      names.forEach((name, i) => add(end - 1, end - 1, name, kind, 0.9 ** i));
    return;
  }
  const brings = [...names.map((name, i) => [name, 0.9 ** i] as const), ...PLAIN.map((text) => [text, 0.5] as const)];
  const last = all.at(-1)!;
  for (const [text, weight] of brings) {
    add(last.end, last.end, `, ${text}`, kind, weight);
    for (const one of all) add(one.start, one.start, `${text}, `, kind, 0.4 * weight);
  }
  for (const [text, weight] of brings.slice(0, names.length)) {
    add(all[0]!.start, all[0]!.start, `...${text}, `, 'spread', weight);
    add(last.end, last.end, `, ...${text}`, 'spread', 0.5 * weight);
  }
}

function fields({ properties }: Node, names: string[], add: Add): void {
  const [first, last]: (Node | undefined)[] = [properties[0], properties.at(-1)];
  if (!first || !last) return;
  names.forEach((name, i) => {
    add(last.end, last.end, `, ${name}`, 'element', 0.9 ** i);
    add(first.start, first.start, `${name}, `, 'element', 0.6 * 0.9 ** i);
    add(first.start, first.start, `...${name}, `, 'spread', 0.9 ** i);
  });
}

function assignment(tree: SyntaxTree, { left, right, operator }: Node, add: Add): void {
  const at = tree.source.indexOf(operator, left.end);
  if (at < 0 || at > right.start) return;
  for (const other of ['+=', '-=', '=', '*=', '??=', '||='])
    if (other !== operator) add(at, at + operator.length, other, 'assignment', other === '+=' ? 2 : 1);
}

function parameters({ params }: Node, pool: Pool, add: Add): void {
  const open: Node[] = params.flatMap((param: Node) =>
    param.type === 'ObjectPattern' ? param.properties.map((p: Node) => p.value ?? p.argument) : [param],
  );
  for (const param of open)
    if (param?.type === 'Identifier')
      for (const value of new Set([
        ...PLAIN,
        ...pool.numbers.slice(0, 8),
        ...(pool.every ?? pool).strings.slice(0, 24),
      ]))
        add(param.end, param.end, ` = ${value}`, 'default', /^(0|1|''|\{\}|\[\])$/.test(value) ? 1.5 : 0.7);
}

function property({ tree, from, to }: Near, { property: { start, end, name } }: Node, add: Add): void {
  const all = [...of(tree, 'MemberExpression')]
    .filter(({ node }) => !node.computed)
    .map(({ node }) => node.property.name as string | undefined);
  const counts = new Map<string, number>();
  const line = tree.source.slice(from, to);
  for (const one of all) if (one && one !== name) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const { node } of of(tree, 'Property', 'MethodDefinition')) if (node.key?.name) counts.set(node.key.name, 1);
  for (const [other] of [...counts].slice(0, 40))
    add(start, end, other, 'property', (similar(name ?? '', other) ? 2 : 1) * (line.includes(`.${other}`) ? 3 : 1));
}

const similar = (a: string, b: string) =>
  a.toLowerCase().endsWith(b.toLowerCase()) ||
  b.toLowerCase().endsWith(a.toLowerCase()) ||
  a.slice(0, 3) === b.slice(0, 3);

/** A lost term or a lost fallback. */
function terms({ tree }: Near, { node, parent }: NodePath, text: string, names: string[], add: Add): void {
  const inside = parent?.type === 'BinaryExpression' || parent?.type === 'UnaryExpression';
  const wrap = (whole: string) => (inside ? `(${whole})` : whole);
  if (node.type !== 'ObjectExpression' && node.type !== 'Literal' && node.type !== 'TemplateLiteral')
    for (const other of ['[]', "''", '0', 'null', '{}', ...names.slice(0, 4)])
      if (other !== text) add(node.start, node.end, wrap(`${text} ?? ${other}`), 'nullish');
  if (!looksNumeric(tree, node) && node.type !== 'BinaryExpression') return;
  const bare = node.type === 'BinaryExpression' && !/^[*/%]$/.test(node.operator) ? `(${text})` : text;
  for (const other of [...names, '1'].filter((one) => one !== text).slice(0, 8)) {
    add(node.start, node.end, wrap(`${text} + ${other}`), 'operand', 1);
    add(node.start, node.end, wrap(`${text} - ${other}`), 'operand', 1);
    add(node.start, node.end, wrap(`${bare} * ${other}`), 'operand', 0.7);
  }
}
