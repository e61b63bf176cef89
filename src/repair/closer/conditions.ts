/** Lost conditions: a check in front of a statement, one more operand, the other branch of a choice. */
import type { Add, Pool } from '../candidates';
import { of, textOf, type Node, type NodePath, type SyntaxTree } from '../syntax';
import { texts, type Near } from './near';

const LONGEST = 70;

/** What decides something in this file, and simple questions about the names known here. */
export function truths(near: Near, most: number): [string, number][] {
  const { tree, locals, fits } = near;
  const found: [string, number][] = [];
  const note = (node: Node, weight: number) => {
    if (node.end - node.start <= LONGEST && node.type !== 'Literal')
      found.push([textOf(tree, node), weight * fits(node)]);
  };
  for (const { node, field } of tree.places) {
    if (field === 'test') note(node, 1);
    if (node.type === 'LogicalExpression') for (const side of [node.left, node.right]) note(side, 1);
    if (node.type === 'BinaryExpression' && /^([=!]==?|[<>]=?|in|instanceof)$/.test(node.operator)) note(node, 1);
    if (node.type === 'BinaryExpression' && node.operator === '===') found.push(...siblings(near, node));
  }
  const names = [...new Set(locals.map(({ name }) => name))];
  names.slice(0, 8).forEach((name, i) => {
    const weight = 0.5 * 0.8 ** i;
    for (const [form, rate] of FORMS) found.push([form.replaceAll('_', name), weight * rate]);
  });
  return texts(found, most);
}

/** `tag === TAG.text` where the file also says `tag === TAG.list` and, elsewhere, `TAG.text`. */
function* siblings({ tree, fits }: Near, { left, right }: Node): Iterable<[string, number]> {
  if (right.type !== 'MemberExpression' || right.computed || !/^[A-Z]/.test(right.object.name ?? '')) return;
  const weight = 0.5 * fits(left);
  for (const { node } of of(tree, 'MemberExpression'))
    if (!node.computed && node.object.name === right.object.name)
      yield [`${textOf(tree, left)} === ${textOf(tree, node)}`, weight];
}

const FORMS: [string, number][] = [
  ['_', 1], ['!_', 1], ["_ !== ''", 0.6], ["_ === ''", 0.6], ['_ !== undefined', 0.7], ['_ === undefined', 0.7], ['_ === null', 0.7],
  ['_ !== null', 0.7], ['_.length > 0', 0.7], ['_.length === 0', 0.7], ['_ > 0', 0.5], ['_ === 0', 0.5], ["typeof _ === 'object'", 0.3],
  ["typeof _ === 'function'", 0.3], ["typeof _ !== 'function'", 0.3], ['Array.isArray(_)', 0.3], ['_ < 0', 0.3], ['_ === 1', 0.3],
]; // prettier-ignore

export function conditionsNear(near: Near, add: Add, pool: Pool): void {
  const { tree, places } = near;
  const checks = truths(near, 60);
  for (const { node, parent, field } of places) {
    if (guardable(node, parent, field))
      for (const [check, weight] of checks) add(node.start, node.start, `if (${check}) `, 'guard', weight);
    if (!decides(node, parent, field)) continue;
    const own = textOf(tree, node);
    alternatives(tree, node, pool, add);
    const loose = /^(Logical|Conditional|Assignment|Arrow)/.test(node.type);
    const bare = (operator: string) =>
      loose && !(node.type === 'LogicalExpression' && node.operator === operator) ? `(${own})` : own;
    for (const [check, weight] of checks) {
      if (own.includes(check)) continue;
      const one = /&&|\|\||\?/.test(check) ? `(${check})` : check;
      const related = wordsOf(own).some((word) => wordsOf(check).includes(word)) ? 3 : 1;
      for (const operator of ['&&', '||']) {
        const inside = parent?.type === 'LogicalExpression' && parent.operator !== operator;
        const both = [`${bare(operator)} ${operator} ${one}`, `${one} ${operator} ${bare(operator)}`];
        for (const text of both)
          add(node.start, node.end, inside ? `(${text})` : text, 'operand', weight * related * (inside ? 0.5 : 1));
      }
    }
  }
  for (const place of places) otherBranch(near, place, checks, add);
}

/** `kind === 'list'` where `kind === 'list' || kind === 'plain'` was meant. */
function alternatives(tree: SyntaxTree, { type, operator, left, right, end }: Node, pool: Pool, add: Add): void {
  if (type !== 'BinaryExpression' || !/^[=!]==?$/.test(operator) || right.type !== 'Literal') return;
  const join = operator[0] === '!' ? '&&' : '||';
  const others =
    typeof right.value === 'string' ? (pool.every ?? pool).strings.slice(0, 60) : pool.numbers.slice(0, 12);
  for (const other of [...others, 'null', 'undefined'])
    if (other !== textOf(tree, right))
      add(end, end, ` ${join} ${textOf(tree, left)} ${operator} ${other}`, 'operand', 0.4);
}

const wordsOf = (text: string): string[] => text.match(/[A-Za-z_$][\w$]*/g) ?? [];

function guardable(node: Node, parent: Node | null, field: string): boolean {
  if (!/^(Expression|Return|Throw|Break|Continue|For|ForOf|While|Block)Statement$/.test(node.type) || !parent)
    return false;
  if (node.type === 'BlockStatement') return field === 'body' && Array.isArray(parent.body);
  return field === 'body' || field === 'consequent' || field === 'alternate';
}

/** Something whose truth decides, or is returned and looks like an answer. */
function decides(node: Node, parent: Node | null, field: string): boolean {
  if (!/Expression$|^Identifier$/.test(node.type) || !parent) return false;
  if (field === 'test' || parent.type === 'LogicalExpression') return true;
  const value =
    parent.type === 'ReturnStatement' ||
    field === 'init' ||
    (parent.type === 'ArrowFunctionExpression' && field === 'body');
  const answer =
    /^(Logical|Unary|Call)/.test(node.type) || /^([=!]==?|[<>]=?|in|instanceof)$/.test(node.operator ?? '');
  return value && answer;
}

/** `a` where `check ? a : b` was meant: the other value from what this function returns or holds. */
function otherBranch(
  { tree, around, locals }: Near,
  { node, parent, field }: NodePath,
  checks: [string, number][],
  add: Add,
): void {
  const value =
    parent?.type === 'ReturnStatement' ||
    field === 'init' ||
    (parent?.type === 'ArrowFunctionExpression' && field === 'body') ||
    (parent?.type === 'AssignmentExpression' && field === 'right');
  if (!value || !/Expression$|^Identifier$|^Literal$|^TemplateLiteral$/.test(node.type)) return;
  const own = textOf(tree, node);
  if (own.length > LONGEST || /^(Function|Arrow)/.test(node.type)) return;
  const returned = [...of(tree, 'ReturnStatement')]
    .filter(({ node: one }) => one.argument && one.start >= around.start && one.end <= around.end)
    .map(({ node: one }) => textOf(tree, one.argument));
  const others = [...new Set([...locals.slice(0, 3).map(({ name }) => name), ...returned, "''", 'null', '0', '[]'])];
  for (const [check, weight] of checks.slice(0, 12))
    for (const other of others.filter((one) => one !== own && one.length < 30).slice(0, 6)) {
      add(node.start, node.end, `${check} ? ${own} : ${other}`, 'branches', 0.3 * weight);
      add(node.start, node.end, `${check} ? ${other} : ${own}`, 'branches', 0.3 * weight);
    }
}
