/** Wrong flow: dropped await, return, call, assignment, throw, loop; statements removed or in the wrong order. */
import { inList, isFunction, of, removal, textOf, type Node, type Operator, type NodePath, type Tree } from './tree';

function* expressions(tree: Tree, keep: (expression: Node, place: NodePath) => boolean) {
  for (const place of of(tree, 'ExpressionStatement')) {
    if (inList(place) && keep(place.node.expression, place)) yield removal(tree, place.node);
  }
}

const reads = (tree: Tree, node: Node): string => textOf(tree, node).replace(/\s+/g, ' ');

export const flow: Operator[] = [
  {
    name: 'drop-await',
    *edits(tree) {
      for (const { node } of of(tree, 'AwaitExpression'))
        yield { start: node.start, end: node.argument.start, text: '' };
    },
  },
  {
    name: 'drop-return',
    *edits(tree) {
      for (const place of of(tree, 'ReturnStatement')) {
        const { node } = place;
        if (!node.argument || node.argument.type === 'ObjectExpression' || isFunction(node.argument)) continue;
        yield { start: node.start, end: node.argument.start, text: '' };
      }
    },
  },
  { name: 'drop-call', edits: (tree) => expressions(tree, (e) => /^(Call|Await)Expression$/.test(e.type)) },
  { name: 'drop-assignment', edits: (tree) => expressions(tree, (e) => e.type === 'AssignmentExpression') },
  {
    name: 'drop-update',
    edits: (tree) =>
      expressions(
        tree,
        (e, place) => e.type === 'UpdateExpression' && !place.path.some((n) => n.type === 'WhileStatement'),
      ),
  },
  {
    name: 'drop-throw',
    *edits(tree) {
      for (const place of of(tree, 'ThrowStatement')) {
        if (inList(place)) yield removal(tree, place.node);
        else yield { start: place.node.start, end: place.node.end, text: '{}' };
      }
    },
  },
  {
    name: 'drop-loop',
    *edits(tree) {
      for (const place of of(
        tree,
        'ForStatement',
        'ForOfStatement',
        'ForInStatement',
        'WhileStatement',
        'DoWhileStatement',
      )) {
        if (inList(place)) yield removal(tree, place.node);
      }
    },
  },
  {
    name: 'loop-once',
    *edits(tree) {
      for (const { node } of of(tree, 'WhileStatement')) yield { start: node.start, end: node.start + 5, text: 'if' };
    },
  },
  {
    name: 'swap-statements',
    *edits(tree) {
      for (const { node } of of(tree, 'BlockStatement')) {
        for (let i = 0; i + 1 < node.body.length; i++) {
          const [a, b] = [node.body[i], node.body[i + 1]] as [Node, Node];
          if (
            ![a, b].every((s) => /^(Expression|If|For|ForOf|While)Statement$/.test(s.type)) ||
            reads(tree, a) === reads(tree, b)
          )
            continue;
          yield {
            start: a.start,
            end: b.end,
            text: textOf(tree, b) + tree.source.slice(a.end, b.start) + textOf(tree, a),
          };
        }
      }
    },
  },
  {
    name: 'return-to-break',
    *edits(tree) {
      for (const place of of(tree, 'ReturnStatement')) {
        const loop = place.path.findLast((node) => isFunction(node) || /^For|^While/.test(node.type));
        if (!loop || isFunction(loop)) continue;
        yield {
          start: place.node.start,
          end: place.node.end,
          text: tree.source[place.node.end - 1] === ';' ? 'break;' : 'break',
        };
      }
    },
  },
  {
    name: 'drop-finally',
    *edits(tree) {
      for (const { node } of of(tree, 'TryStatement')) {
        if (node.finalizer?.body.length && node.handler)
          yield { start: node.handler.end, end: node.finalizer.end, text: '' };
        else if (node.finalizer?.body.length)
          yield { start: node.finalizer.start + 1, end: node.finalizer.end - 1, text: '' };
      }
    },
  },
];
