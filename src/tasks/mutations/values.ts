/** Wrong values: constants, strings, booleans, bounds, indices, defaults, regular expressions, spreads. */
import { of, textOf, type Node, type Operator, type NodePath, type Tree } from './tree';

const isImportLike = ({ parent, path }: NodePath): boolean =>
  (parent?.type === 'CallExpression' && parent.callee.name === 'require') ||
  parent?.type === 'ImportExpression' ||
  path.some((node) => /^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) ||
  path.some(
    (node) =>
      (node.type === 'NewExpression' || node.type === 'CallExpression') && /Error$/.test(node.callee.name ?? ''),
  );

const isKey = ({ node, parent, field }: NodePath): boolean =>
  (field === 'key' && parent?.key === node && !parent.computed) || parent?.type === 'ExpressionStatement';

function* literals(tree: Tree, type: 'string' | 'number' | 'boolean'): Iterable<NodePath> {
  for (const place of of(tree, 'Literal')) {
    if (typeof place.node.value === type && !isImportLike(place) && !isKey(place)) yield place;
  }
}

const number = (value: number): string => (value < 0 ? `(${value})` : String(value));

export const values: Operator[] = [
  {
    name: 'off-by-one',
    *edits(tree) {
      for (const { node, parent } of literals(tree, 'number')) {
        if (!Number.isInteger(node.value) || Math.abs(node.value) > 4096 || /^0[xbo]/i.test(textOf(tree, node)))
          continue;
        if (parent?.type === 'UnaryExpression') continue;
        yield { start: node.start, end: node.end, text: String(node.value + 1) };
        if (node.value > 0) yield { start: node.start, end: node.end, text: String(node.value - 1) };
      }
    },
  },
  {
    name: 'wrong-number',
    *edits(tree) {
      const known = [...new Set([...literals(tree, 'number')].map(({ node }) => textOf(tree, node)))];
      for (const { node } of literals(tree, 'number')) {
        const own = textOf(tree, node);
        if (Number.isInteger(node.value) && Math.abs(node.value) <= 2) continue;
        const other = known.find((text) => text !== own && Number(text) > 2);
        yield { start: node.start, end: node.end, text: other ?? number(node.value * 10) };
      }
    },
  },
  {
    name: 'wrong-string',
    *edits(tree) {
      const places = [...literals(tree, 'string')];
      for (const { node, parent } of places) {
        const own = textOf(tree, node);
        const alike = places.find(
          (other) =>
            textOf(tree, other.node) !== own &&
            Math.abs(other.node.value.length - node.value.length) <= 4 &&
            (other.parent?.type === parent?.type || Math.abs(other.node.start - node.start) < 200),
        );
        if (alike) yield { start: node.start, end: node.end, text: textOf(tree, alike.node) };
        else if (node.value.length > 0) yield { start: node.start, end: node.end, text: "''" };
        else yield { start: node.start, end: node.end, text: "' '" };
      }
    },
  },
  {
    name: 'wrong-boolean',
    *edits(tree) {
      for (const { node, path } of literals(tree, 'boolean')) {
        if (/^(While|For|DoWhile)Statement$/.test(path.at(-1)?.type ?? '')) continue;
        yield { start: node.start, end: node.end, text: String(!node.value) };
      }
    },
  },
  {
    name: 'shift-length',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'MemberExpression')) {
        if (node.property.name !== 'length' && node.property.name !== 'size') continue;
        if (
          parent?.type === 'AssignmentExpression' ||
          parent?.type === 'UpdateExpression' ||
          parent?.type === 'UnaryExpression'
        )
          continue;
        const body = textOf(tree, node);
        const wide = parent?.type === 'BinaryExpression' && /^([=!]==?|[<>]=?|[+-])$/.test(parent.operator) ? '' : '()';
        yield { start: node.start, end: node.end, text: wide ? `(${body} - 1)` : `${body} - 1` };
      }
      for (const { node } of of(tree, 'BinaryExpression')) {
        if (/^[+-]$/.test(node.operator) && node.right.type === 'Literal' && node.right.value === 1)
          yield { start: node.start, end: node.end, text: textOf(tree, node.left) };
      }
    },
  },
  {
    name: 'shift-index',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'MemberExpression')) {
        if (!node.computed || node.property.type !== 'Identifier' || parent?.type === 'AssignmentExpression') continue;
        if (!/^(i|j|k|n|at|pos|index|idx|cursor|offset|row|col|start|end)$/i.test(node.property.name)) continue;
        yield { start: node.property.start, end: node.property.end, text: `${node.property.name} + 1` };
        yield { start: node.property.start, end: node.property.end, text: `${node.property.name} - 1` };
      }
    },
  },
  {
    name: 'drop-default',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'AssignmentPattern')) {
        if (parent && /Pattern|Function|Property|Program/.test(parent.type))
          yield { start: node.left.end, end: node.end, text: '' };
      }
    },
  },
  {
    name: 'loosen-regexp',
    *edits(tree) {
      for (const { node } of of(tree, 'Literal')) {
        if (!node.regex) continue;
        const { pattern, flags } = node.regex as { pattern: string; flags: string };
        const close = node.end - flags.length - 1;
        for (const flag of ['g', 'i', 'm', 'u', 's', 'y']) {
          if (flags.includes(flag)) yield { start: close + 1, end: node.end, text: flags.replace(flag, '') };
        }
        if (pattern.startsWith('^')) yield { start: node.start + 1, end: node.start + 2, text: '' };
        if (pattern.endsWith('$') && !pattern.endsWith('\\$')) yield { start: close - 1, end: close, text: '' };
        for (const found of pattern.matchAll(/(?<=[\])}\w.])[+*?](?![?+*])/g)) {
          const at = node.start + 1 + found.index;
          yield { start: at, end: at + 1, text: found[0] === '+' ? '*' : found[0] === '*' ? '+' : '' };
        }
      }
    },
  },
  {
    name: 'drop-spread',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'SpreadElement')) {
        if (parent?.type === 'ObjectExpression') {
          if (parent.properties.length > 1) yield* dropped(tree, parent.properties, node);
        } else yield { start: node.start, end: node.argument.start, text: '' };
      }
    },
  },
  {
    name: 'drop-element',
    *edits(tree) {
      for (const { node } of of(tree, 'ObjectExpression', 'ArrayExpression')) {
        const items: Node[] = (node.properties ?? node.elements).filter(Boolean);
        if (items.length < 2 || items.length > 12) continue;
        for (const item of items) if (item.type !== 'SpreadElement') yield* dropped(tree, items, item);
      }
    },
  },
];

/** Removes one item of a comma list together with one comma. */
function* dropped(tree: Tree, items: Node[], item: Node) {
  const at = items.indexOf(item);
  const next = items[at + 1];
  const before = items[at - 1];
  if (next) yield { start: item.start, end: next.start, text: '' };
  else if (before) yield { start: before.end, end: item.end, text: '' };
}
