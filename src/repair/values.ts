/** Wrong values: numbers, strings, booleans, lengths, indices, regular expressions, lost spreads and defaults. */
import type { Add, Pool } from './candidates';
import { looksNumeric } from './numeric';
import { isRead } from './operators';
import { bindingsOf, of, textOf, type NodePath, type SyntaxTree } from './syntax';

const isName = ({ parent, field, path }: NodePath): boolean =>
  (field === 'key' && !parent?.computed) ||
  parent?.type === 'ExpressionStatement' ||
  (parent?.type === 'CallExpression' && parent.callee.name === 'require') ||
  path.some((outer) => /^Export(Named|All)/.test(outer.type) && outer.source) ||
  /Error$/.test((parent?.type === 'NewExpression' && parent.callee.name) || '');

export function inValues(tree: SyntaxTree, add: Add, pool: Pool): void {
  const literals = [...of(tree, 'Literal')].filter((place) => !isName(place));
  for (const { node, parent } of literals) {
    const { value } = node;
    const own = textOf(tree, node);
    if (typeof value === 'boolean') add(node.start, node.end, String(!value), 'boolean');
    if (typeof value === 'number') numbers(own, value, node.start, node.end, pool, add);
    if (typeof value === 'string') strings(tree, own, value, { node, parent }, literals, pool, add);
    if (node.regex) regexp(node, add);
    if (value === 1 && parent?.type === 'BinaryExpression' && parent.right === node && /^[+-]$/.test(parent.operator)) {
      const sized = /^(MemberExpression)$/.test(parent.left.type) && /^(length|size)$/.test(parent.left.property.name);
      add(parent.left.end, node.end, '', sized ? 'length' : 'index', 1.5);
    }
  }
  for (const { node, parent, field } of tree.places) {
    if (!parent || !isRead(parent, field)) continue;
    const text = textOf(tree, node);
    const sized = node.type === 'MemberExpression' && /^(length|size)$/.test(node.property.name);
    if (node.type !== 'Literal' && text.length < 50 && looksNumeric(tree, node)) {
      const open = parent.type !== 'BinaryExpression' || /^([=!]==?|[<>]=?|[+-])$/.test(parent.operator);
      if (parent.type === 'UnaryExpression' || (parent.type === 'BinaryExpression' && parent.right.value === 1))
        continue;
      if (parent.type === 'LogicalExpression' || field === 'test') continue;
      const strong = /Member|Call|Return|Arrow|Binary/.test(parent.type);
      for (const [sign, weight] of [
        ['-', 1],
        ['+', node.type === 'CallExpression' ? 0.5 : 0.8],
      ] as const)
        add(
          node.start,
          node.end,
          open ? `${text} ${sign} 1` : `(${text} ${sign} 1)`,
          'length',
          weight * (sized ? 2 : 1) * (strong ? 1 : 0.6),
        );
    }
    const listed = parent.type === 'ArrayExpression' || (field === 'arguments' && /^(Call|New)/.test(parent.type));
    if (listed && /^(Identifier|CallExpression|MemberExpression|ArrayExpression)$/.test(node.type))
      add(
        node.start,
        node.start,
        '...',
        'spread',
        parent.type === 'ArrayExpression' ||
          /^(push|unshift|concat|max|min|of)$/.test(parent.callee?.property?.name ?? '')
          ? 2
          : 0.5,
      );
  }
  unused(tree, add);
}

function numbers(own: string, value: number, start: number, end: number, pool: Pool, add: Add): void {
  if (Number.isInteger(value) && /^\d+$/.test(own)) {
    add(start, end, String(value - 1), 'constant', value === 0 ? 0.3 : value > 20 ? 0.4 : 1);
    add(start, end, String(value + 1), 'constant', value > 20 ? 0.4 : 1);
  }
  if (/^1e\d+$/.test(own)) for (const power of ['1e3', '1e6', '1e9', '1e12']) add(start, end, power, 'number', 1);
  if (value !== 0 && Number.isInteger(value / 10)) add(start, end, String(value / 10), 'number', 2);
  if (Math.abs(value) > 2) {
    const others = pool.numbers.filter((other) => Number(other) > 2 && other !== own);
    for (const other of others.slice(0, 12)) add(start, end, other, 'number', 0.6);
  }
}

const TYPES = ['string', 'number', 'boolean', 'function', 'object', 'undefined', 'symbol', 'bigint'];

function strings(
  tree: SyntaxTree,
  own: string,
  value: string,
  { node: { start }, parent }: Pick<NodePath, 'node' | 'parent'>,
  literals: NodePath[],
  pool: Pool,
  add: Add,
): void {
  if (parent?.type === 'BinaryExpression' && [parent.left, parent.right].some((side) => side.operator === 'typeof')) {
    for (const type of TYPES) add(start, start + own.length, `'${type}'`, 'text', 2);
    return;
  }
  const twin = literals.some(
    ({ node }) => textOf(tree, node) === own && node.start !== start && Math.abs(node.start - start) < 400,
  );
  const near = literals
    .filter(({ node }) => typeof node.value === 'string' && Math.abs(node.start - start) < 400)
    .map(({ node }) => textOf(tree, node));
  const others = new Set([...near, ...(value.length < 2 || twin ? pool.strings : [])]);
  if (twin || value === '')
    for (const { node } of of(tree, 'Property', 'MemberExpression')) {
      const name: unknown = node.computed ? undefined : (node.key ?? node.property).name;
      if (typeof name === 'string' && Math.abs(node.start - start) < 600) others.add(`'${name}'`);
    }
  if (value === '') others.add("' '");
  if (value === ' ') others.add("''");
  for (const other of others) {
    const alike = Math.abs(other.length - own.length) <= 4;
    if (other === own || (value !== '' && !alike)) continue;
    add(start, start + own.length, other, 'text', (twin ? 2 : 0.6) * (pool.strings.includes(other) ? 1 : 0.6));
  }
}

function regexp(node: NodePath['node'], add: Add): void {
  const { pattern, flags } = node.regex as { pattern: string; flags: string };
  const close = node.end - flags.length - 1;
  for (const flag of 'gimu') if (!flags.includes(flag)) add(node.end, node.end, flag, 'regexp', flag === 'u' ? 0.3 : 1);
  if (!pattern.startsWith('^')) add(node.start + 1, node.start + 1, '^', 'regexp', 1.5);
  if (!pattern.endsWith('$')) add(close, close, '$', 'regexp', 1.5);
  for (const found of pattern.matchAll(/(?<=[\])}\w.])([+*?])(?![?+*])/g)) {
    const at = node.start + 1 + found.index;
    add(at, at + 1, found[0] === '+' ? '*' : '+', 'regexp', 1.2);
  }
  for (const found of pattern.matchAll(/[\])]|\\[dws]/g)) {
    const at = node.start + 1 + found.index + found[0].length;
    if (!/[+*?{]/.test(pattern[found.index + found[0].length] ?? '')) {
      add(at, at, '+', 'regexp', 0.5);
      add(at, at, '?', 'regexp', 0.4);
    }
  }
}

/** A parameter or local that nothing reads was meant for somewhere: lists and objects take it in, defaults return. */
function unused(tree: SyntaxTree, add: Add): void {
  const bindings = bindingsOf(tree);
  for (const { name, scope, at } of bindings.filter(({ reads }) => reads === 0)) {
    for (const { node } of of(tree, 'ObjectExpression', 'ArrayExpression', 'CallExpression', 'NewExpression')) {
      if (node.start < scope.start || node.end > scope.end || node.start < at) continue;
      const items: NodePath['node'][] = node.properties ?? node.elements ?? node.arguments;
      const last = items.at(-1);
      if (node.type === 'ObjectExpression') {
        if (!last) add(node.start, node.end, `{ ${name} }`, 'element');
        else {
          add(last.end, last.end, `, ${name}`, 'element', 2);
          add(items[0]!.start, items[0]!.start, `...${name}, `, 'spread', 4);
        }
      } else if (node.type === 'ArrayExpression') {
        if (last) add(last.end, last.end, `, ${name}`, 'element', 2);
      } else if (last) add(last.end, last.end, `, ${name}`, 'argument', 4);
    }
  }
  for (const { node, parent } of of(tree, 'Identifier')) {
    const param = !!parent?.params?.includes(node) && parent.type !== 'CatchClause';
    const field = parent?.type === 'Property' && parent.value === node && parent.shorthand;
    if (param) for (const value of ['{}', '[]']) add(node.end, node.end, ` = ${value}`, 'default', 0.6);
    if (!field || !bindings.some((b) => b.name === node.name && node.start < b.at + 1 && node.end <= b.at + 200))
      continue;
    for (const value of ["''", 'false', 'true', '0', '1']) add(node.end, node.end, ` = ${value}`, 'default', 0.3);
  }
}
