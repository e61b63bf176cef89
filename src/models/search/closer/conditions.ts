/** Lost conditions: a check in front of a statement, one more operand, the other branch of a choice. */
import type { Add } from '../candidates';
import { of, textOf, type Node, type Place } from '../syntax';
import { texts, type Near } from './near';

const LONGEST = 70;

/** What decides something in this file, and simple questions about the names known here. */
export function truths({ tree, locals, fits }: Near, most: number): [string, number][] {
  const found: [string, number][] = [];
  const note = (node: Node, weight: number) => {
    if (node.end - node.start <= LONGEST && node.type !== 'Literal')
      found.push([textOf(tree, node), weight * fits(node)]);
  };
  for (const { node, field } of tree.places) {
    if (field === 'test') note(node, 1);
    if (node.type === 'LogicalExpression') for (const side of [node.left, node.right]) note(side, 1);
    if (node.type === 'BinaryExpression' && /^([=!]==?|[<>]=?|in|instanceof)$/.test(node.operator)) note(node, 1);
  }
  const names = [...new Set(locals.map(({ name }) => name))];
  names.slice(0, 8).forEach((name, i) => {
    const weight = 0.5 * 0.8 ** i;
    for (const [form, rate] of FORMS) found.push([form.replaceAll('_', name), weight * rate]);
  });
  return texts(found, most);
}

const FORMS: [string, number][] = [
  ['_', 1], ['!_', 1], ["_ !== ''", 0.6], ["_ === ''", 0.6], ['_ !== undefined', 0.7], ['_ === undefined', 0.7], ['_ === null', 0.7],
  ['_ !== null', 0.7], ['_.length > 0', 0.7], ['_.length === 0', 0.7], ['_ > 0', 0.5], ['_ === 0', 0.5], ["typeof _ === 'object'", 0.3],
  ["typeof _ === 'function'", 0.3], ["typeof _ !== 'function'", 0.3], ['Array.isArray(_)', 0.3], ['_ < 0', 0.3], ['_ === 1', 0.3],
]; // prettier-ignore

export function conditionsNear(near: Near, add: Add): void {
  const { tree, places } = near;
  const checks = truths(near, 60);
  for (const { node, parent, field } of places) {
    if (guardable(node, parent, field))
      for (const [check, weight] of checks) add(node.start, node.start, `if (${check}) `, 'guard', weight);
    if (!decides(node, parent, field)) continue;
    const own = textOf(tree, node);
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
        for (const text of both) add(node.start, node.end, inside ? `(${text})` : text, 'operand', weight * related * (inside ? 0.5 : 1)); // prettier-ignore
      }
    }
  }
  for (const place of places) otherBranch(near, place, checks, add);
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
  const value = parent.type === 'ReturnStatement' || field === 'init' || (parent.type === 'ArrowFunctionExpression' && field === 'body'); // prettier-ignore
  const answer =
    /^(Logical|Unary|Call)/.test(node.type) || /^([=!]==?|[<>]=?|in|instanceof)$/.test(node.operator ?? '');
  return value && answer;
}

/** `a` where `check ? a : b` was meant: the other value from what this function returns or holds. */
function otherBranch(
  { tree, around, locals }: Near,
  { node, parent, field }: Place,
  checks: [string, number][],
  add: Add,
): void {
  // prettier-ignore
  const value = parent?.type === 'ReturnStatement' || field === 'init' || (parent?.type === 'ArrowFunctionExpression' && field === 'body') || (parent?.type === 'AssignmentExpression' && field === 'right'); // prettier-ignore
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
