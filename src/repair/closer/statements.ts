/** Lost statements: what the file says elsewhere, and what is commonly said about the names known here. */
import type { Add, Pool } from '../candidates';
import { of, textOf, type Node } from '../syntax';
import { truths } from './conditions';
import { texts, type Near } from './near';

const KINDS = [
  'ExpressionStatement',
  'IfStatement',
  'ThrowStatement',
  'ReturnStatement',
  'BreakStatement',
  'ContinueStatement',
  'ForOfStatement',
  'ForStatement',
];
const LONGEST = 160;

export function statementsNear(near: Near, add: Add, pool: Pool): void {
  const { tree, from, to } = near;
  const { source } = tree;
  const own = /^[ \t]*/.exec(source.slice(from, to))![0];
  const before = source.slice(0, Math.max(0, from - 1));
  const above = /(?:^|\n)([ \t]*)\S[^\n]*\s*$/.exec(before)?.[1] ?? own;
  const opens = /\{\s*$/.test(before);
  // a block that ends here, or one that has just begun, indents like its other lines
  const indent = /^\s*\}/.test(source.slice(from, to)) ? (opens ? `${above}  ` : above) : own;
  const checks = truths(near, 12);
  const found = [...clones(near), ...common(near, checks), ...complaints(near, checks.slice(0, 6), pool)];
  const last = /;\s*$/.test(source.slice(from, to));
  for (const [text, weight] of texts(found, 240)) {
    const end = semicolons(source) || /[}]$/.test(text) ? text : text.replace(/;$/, '');
    add(from, from, `${indent}${end}\n`, 'statement', weight);
    if (last) add(to, to, `\n${own}${end}`, 'statement', 0.3 * weight);
  }
  for (const { node, parent, field } of near.places) {
    if (node.type !== 'BlockStatement' || node.body.length > 0 || parent?.type !== 'IfStatement') continue;
    for (const [text, weight] of texts(found, 240).filter(([one]) => /^(throw|return|continue|break)\b/.test(one)))
      add(node.start, node.end, text, 'statement', 2 * weight * (field === 'consequent' ? 1 : 0.5));
  }
}

const semicolons = (source: string) => (source.match(/;\n/g)?.length ?? 0) > 2;

function* clones({ tree, fits, from, to }: Near): Iterable<readonly [string, number]> {
  for (const { node, parent } of of(tree, ...KINDS)) {
    const text = textOf(tree, node);
    if (text.length > LONGEST || node.directive !== undefined || (node.start >= from && node.start <= to)) continue;
    if (parent?.type === 'IfStatement' && node.type === 'IfStatement') continue;
    yield [
      text.includes('\n') || /[;}]$/.test(text) ? text : `${text};`,
      fits(node) * (/^If/.test(node.type) ? 1 : 0.8),
    ];
  }
}

function* common({ tree, around, locals }: Near, checks: [string, number][]): Iterable<readonly [string, number]> {
  const own = locals.filter(({ scope }) => scope.start >= around.start);
  const lets = [...of(tree, 'VariableDeclaration')]
    .filter(({ node }) => node.kind === 'let' && node.start >= around.start && node.end <= around.end)
    .flatMap(({ node }) => node.declarations as Node[])
    .filter(({ id }) => id.type === 'Identifier');
  for (const { id, init } of lets) {
    for (const text of [`${id.name} += 1;`, `${id.name}++;`]) yield [text, 1.2];
    yield [`${id.name} -= 1;`, 0.4];
    if (init && init.end - init.start < 20) yield [`${id.name} = ${textOf(tree, init)};`, 1];
    for (const { name } of own.slice(0, 6)) if (name !== id.name) yield [`${id.name} = ${name};`, 0.7];
  }
  const method = tree.places.find(({ node }) => node === around)?.parent;
  const params = around === tree.root ? [] : (around.params as Node[]).filter(({ type }) => type === 'Identifier');
  const fields = new Set(
    [...of(tree, 'MemberExpression')]
      .filter(({ node }) => node.object.type === 'ThisExpression' && !node.computed)
      .map(({ node }) => textOf(tree, node)),
  );
  const builds = method?.kind === 'constructor';
  for (const { name } of params) {
    for (const field of [`this.${name}`, `this.#${name}`])
      if (fields.has(field) || builds) yield [`${field} = ${name};`, builds ? 2 : 0.5];
    if (builds) yield [`super(${name});`, 2];
  }
  for (const { name } of own.slice(0, 6)) {
    yield [`return ${name};`, 0.6];
    for (const other of own.slice(0, 6))
      if (other.name !== name && /s$|out|found|list|result|seen|queue|stack/i.test(other.name)) {
        yield [`${other.name}.push(${name});`, 0.5];
        yield [`${other.name}.add(${name});`, 0.3];
      }
  }
  const exits = [
    'return;',
    'return null;',
    'return false;',
    'return true;',
    "return '';",
    'return [];',
    'continue;',
    'break;',
  ];
  for (const [check, weight] of checks)
    for (const exit of [...exits, ...params.map(({ name }) => `return ${name};`)])
      yield [`if (${check}) ${exit}`, 0.15 * weight];
}

/** Errors that the tests expect, and the checks that may lead to them. */
function* complaints(
  { tree: { source } }: Near,
  checks: [string, number][],
  pool: Pool,
): Iterable<readonly [string, number]> {
  const errors = ['TypeError', 'RangeError', 'SyntaxError', 'Error'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(source),
  );
  for (const error of errors.length > 0 ? errors : ['TypeError', 'RangeError'])
    for (const words of ['invalid', ...(pool.complaints ?? [])]) {
      const text = `throw new ${error}('${words}');`;
      yield [text, 0.5];
      for (const [check, weight] of checks) yield [`if (${check}) ${text}`, 0.1 * weight];
    }
}
