/** Wrong branches: negations, swapped branches, lost else, loops and their exits, optional chaining. */
import type { Add } from './candidates';
import { isFunction, textOf, type Node, type NodePath, type SyntaxTree } from './syntax';

const leaves = (node: Node | null | undefined): boolean =>
  !!node &&
  (/^(Return|Throw|Continue|Break)Statement$/.test(node.type) ||
    (node.type === 'BlockStatement' && leaves(node.body.at(-1))));
const simple = (node: Node) => /^(Identifier|Literal|CallExpression|MemberExpression)$/.test(node.type);

export function inConditions(tree: SyntaxTree, add: Add): void {
  for (const place of tree.places) {
    const { node, parent, field } = place;
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const whole = field === 'test' && !simple(node.argument);
      // parentheses that only the negation needed go with it
      const close = whole ? tree.source.indexOf(')', node.argument.end) : -1;
      if (whole && close >= 0 && close < node.end)
        add(node.start, node.end, textOf(tree, node.argument), 'condition', 2);
      else add(node.start, node.start + 1, '', field === 'test' ? 'condition' : 'negation', 1.5);
    } else if (isTruth(place)) {
      const text = textOf(tree, node);
      add(node.start, node.end, simple(node) ? `!${text}` : `!(${text})`, 'negation', simple(node) ? 1 : 0.4);
    }
    if (node.type === 'ConditionalExpression' || node.type === 'IfStatement') branches(tree, place, add);
    if (node.type === 'BreakStatement' && !node.label) {
      if (parent?.type !== 'SwitchCase') add(node.start, node.start + 5, 'continue', 'exit', 1);
      add(node.start, node.start + 5, 'return', 'leave', 0.5);
      for (const value of returned(tree, place)) add(node.start, node.start + 5, `return ${value}`, 'leave', 1);
    }
    if (node.type === 'ContinueStatement' && !node.label) add(node.start, node.start + 8, 'break', 'exit');
    if (
      node.type === 'MemberExpression' &&
      !node.optional &&
      node.object.type !== 'ThisExpression' &&
      node.object.type !== 'Super' &&
      node.property.type !== 'PrivateIdentifier'
    ) {
      const dot = tree.source.indexOf(node.computed ? '[' : '.', node.object.end);
      const global = node.object.type === 'Identifier' && /^[A-Z]|^(module|exports|process)$/.test(node.object.name);
      const target = field === 'left' && /^Assign/.test(parent?.type ?? '');
      if (dot >= 0 && !global && !target && parent?.type !== 'UpdateExpression')
        add(dot, dot + (node.computed ? 0 : 1), '?.', 'optional');
    }
    if (node.type === 'SwitchCase' && node.consequent.length > 0 && !leaves(node.consequent.at(-1))) {
      const last = node.consequent.at(-1);
      add(last.end, last.end, `${indentAt(tree, last.start)}break;`, 'leave', 2);
    }
  }
}

/** Something whose truth decides: conditions, operands of && and ||, and what a predicate returns. */
function isTruth({ node, parent, field }: NodePath): boolean {
  if (!parent || node.type === 'Literal' || /^(Logical|Assign|Conditional)/.test(node.type)) return false;
  if (node.type === 'BinaryExpression') return field === 'test' && !/^[=!<>]/.test(node.operator);
  if (field === 'test' && /^(If|While|Conditional|DoWhile)/.test(parent.type)) return true;
  if (parent.type === 'LogicalExpression') return parent.operator !== '??';
  const value =
    /^(CallExpression|MemberExpression)$/.test(node.type) || (node.type === 'Identifier' && field === 'init');
  return (
    value && (parent.type === 'ReturnStatement' || (parent.type === 'ArrowFunctionExpression' && field === 'body'))
  );
}

function branches(tree: SyntaxTree, { node, parent, field }: NodePath, add: Add): void {
  const [yes, no] = [node.consequent, node.alternate];
  if (no && (node.type !== 'IfStatement' || (yes.type === 'BlockStatement' && no.type === 'BlockStatement')))
    add(yes.start, no.end, textOf(tree, no) + tree.source.slice(yes.end, no.start) + textOf(tree, yes), 'branches');
  if (node.type !== 'IfStatement') return;
  if (!no && !leaves(yes)) {
    const list: Node[] = Array.isArray(parent?.[field]) ? parent[field] : [];
    const next = list[list.indexOf(node) + 1];
    if (next && /^(If|Block|Expression|Return|Throw|For)/.test(next.type)) add(node.end, node.end, ' else', 'else');
  }
  if (!no) add(node.start, node.start + 2, 'while', 'loop', leaves(yes) ? 0.1 : 1);
}

/** What the function around a place returns elsewhere. */
function returned(tree: SyntaxTree, { path }: NodePath): string[] {
  const inside = path.findLast(isFunction);
  if (!inside) return [];
  const values = tree.places
    .filter(
      ({ node, path: p }) => node.type === 'ReturnStatement' && node.argument && p.findLast(isFunction) === inside,
    )
    .map(({ node }) => textOf(tree, node.argument));
  return [...new Set([...values, 'true', 'false', 'null'])].filter((value) => value.length < 40).slice(0, 6);
}

/** A line break and the indentation of the line at an offset. */
function indentAt(tree: SyntaxTree, at: number): string {
  const start = tree.source.lastIndexOf('\n', at - 1) + 1;
  return `\n${/^[ \t]*/.exec(tree.source.slice(start))![0]}`;
}
