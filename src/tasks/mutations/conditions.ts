/** Wrong branches: negated or lost conditions, swapped branches, missing guards and else, optional chaining. */
import { inList, of, removal, textOf, type Node, type Operator, type NodePath, type Tree } from './tree';

const leaves = (node: Node | null): boolean => {
  if (!node) return false;
  if (/^(Return|Throw|Continue|Break)Statement$/.test(node.type)) return true;
  return node.type === 'BlockStatement' && node.body.length > 0 && leaves(node.body.at(-1));
};
const needsParens = (node: Node): boolean => !/^(Identifier|Literal|CallExpression|MemberExpression)$/.test(node.type);
const isTest = (place: NodePath): boolean =>
  place.field === 'test' && /^(If|While|DoWhile|Conditional|For)/.test(place.parent?.type ?? '');

function* statements(tree: Tree, keep: (node: Node) => boolean) {
  for (const place of of(tree, 'IfStatement')) if (inList(place) && keep(place.node)) yield removal(tree, place.node);
}

export const conditions: Operator[] = [
  {
    name: 'negate-condition',
    *edits(tree) {
      for (const place of tree.places) {
        const { node, parent } = place;
        if (!isTest(place) || parent!.type === 'ForStatement' || parent!.type === 'WhileStatement') continue;
        if (node.type === 'UnaryExpression' || (node.type === 'BinaryExpression' && /^[=!<>]/.test(node.operator)))
          continue;
        const body = textOf(tree, node);
        yield { start: node.start, end: node.end, text: needsParens(node) ? `!(${body})` : `!${body}` };
      }
    },
  },
  {
    name: 'drop-negation',
    *edits(tree) {
      for (const { node } of of(tree, 'UnaryExpression')) {
        if (node.operator === '!' && node.argument.operator !== '!')
          yield { start: node.start, end: node.start + 1, text: '' };
      }
    },
  },
  {
    name: 'swap-branches',
    *edits(tree) {
      for (const { node } of of(tree, 'ConditionalExpression', 'IfStatement')) {
        const [yes, no] = [node.consequent, node.alternate];
        if (!no || (node.type === 'IfStatement' && (yes.type !== 'BlockStatement' || no.type !== 'BlockStatement')))
          continue;
        const text = textOf(tree, no) + tree.source.slice(yes.end, no.start) + textOf(tree, yes);
        yield { start: yes.start, end: no.end, text };
      }
    },
  },
  {
    name: 'keep-one-branch',
    *edits(tree) {
      for (const { node } of of(tree, 'ConditionalExpression')) {
        yield { start: node.start, end: node.end, text: textOf(tree, node.consequent) };
        yield { start: node.start, end: node.end, text: textOf(tree, node.alternate) };
      }
    },
  },
  { name: 'drop-guard', edits: (tree) => statements(tree, (node) => leaves(node.consequent) && !node.alternate) },
  { name: 'drop-if', edits: (tree) => statements(tree, (node) => !leaves(node.consequent) && !node.alternate) },
  {
    name: 'drop-else',
    *edits(tree) {
      for (const { node } of of(tree, 'IfStatement')) {
        if (node.alternate) yield { start: node.consequent.end, end: node.alternate.end, text: '' };
      }
    },
  },
  {
    name: 'drop-condition',
    *edits(tree) {
      for (const place of of(tree, 'IfStatement')) {
        const { node } = place;
        if (!inList(place) || node.alternate || leaves(node.consequent)) continue;
        yield { start: node.start, end: node.consequent.start, text: '' };
      }
    },
  },
  {
    name: 'drop-optional-chaining',
    *edits(tree) {
      for (const { node } of of(tree, 'MemberExpression', 'CallExpression')) {
        if (!node.optional) continue;
        const from = (node.object ?? node.callee).end;
        const at = tree.source.indexOf('?.', from);
        if (at === -1 || at > from + 40) continue;
        const dot = node.type === 'MemberExpression' && !node.computed ? '.' : '';
        yield { start: at, end: at + 2, text: dot };
      }
    },
  },
  {
    name: 'drop-case-exit',
    *edits(tree) {
      for (const place of of(tree, 'BreakStatement')) {
        if (place.parent?.type === 'SwitchCase') yield removal(tree, place.node);
      }
    },
  },
  {
    name: 'swap-loop-exit',
    *edits(tree) {
      for (const { node } of of(tree, 'BreakStatement', 'ContinueStatement')) {
        const loop = node.type === 'BreakStatement' ? 'continue' : 'break';
        yield { start: node.start, end: node.start + (node.type === 'BreakStatement' ? 5 : 8), text: loop };
      }
    },
  },
];
