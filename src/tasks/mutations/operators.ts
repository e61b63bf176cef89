/** Wrong operators: comparison, boundary, equality, logic, arithmetic, bits, assignment, update, nullish. */
import { of, textOf, tokenAt, type Edit, type Node, type Operator, type Tree } from './tree';

const stringy = (node: Node): boolean =>
  (node.type === 'Literal' && typeof node.value === 'string') ||
  node.type === 'TemplateLiteral' ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (stringy(node.left) || stringy(node.right)));

/** Replaces the operator token of binary or logical expressions by each listed other. */
function swap(
  name: string,
  types: string[],
  table: Record<string, string[]>,
  allow?: (node: Node) => boolean,
): Operator {
  return {
    name,
    *edits(tree: Tree): Iterable<Edit> {
      for (const { node, parent } of of(tree, ...types)) {
        const others = Object.hasOwn(table, node.operator) ? table[node.operator]! : [];
        if (others.length === 0 || (allow && !allow(node))) continue;
        const at = tokenAt(tree, node.left, node.right, node.operator);
        if (at === -1) continue;
        for (const other of others) {
          // `a ?? b || c` does not parse without parentheses.
          if (other === '??' && parent?.type === 'LogicalExpression') continue;
          yield { start: at, end: at + node.operator.length, text: other };
        }
      }
    },
  };
}

export const operators: Operator[] = [
  swap('shift-boundary', ['BinaryExpression'], { '<': ['<='], '<=': ['<'], '>': ['>='], '>=': ['>'] }),
  swap('flip-comparison', ['BinaryExpression'], {
    '<': ['>', '>='],
    '<=': ['>=', '>'],
    '>': ['<', '<='],
    '>=': ['<=', '<'],
  }),
  swap('flip-equality', ['BinaryExpression'], { '===': ['!=='], '!==': ['==='], '==': ['!='], '!=': ['=='] }),
  swap('flip-logical', ['LogicalExpression'], { '&&': ['||'], '||': ['&&'] }),
  swap('flip-nullish', ['LogicalExpression'], { '??': ['&&', '||'], '||': ['??'] }),
  swap(
    'flip-arithmetic',
    ['BinaryExpression'],
    { '+': ['-'], '-': ['+'], '*': ['/', '+'], '/': ['*'], '%': ['/', '*'], '**': ['*'] },
    (node) => !stringy(node),
  ),
  swap('flip-bitwise', ['BinaryExpression'], {
    '&': ['|', '^'],
    '|': ['&'],
    '^': ['|', '&'],
    '<<': ['>>'],
    '>>': ['<<', '>>>'],
    '>>>': ['>>', '<<'],
  }),
  swap('flip-assignment', ['AssignmentExpression'], {
    '+=': ['-=', '='],
    '-=': ['+='],
    '*=': ['/='],
    '/=': ['*='],
    '%=': ['/='],
    '&=': ['|='],
    '|=': ['&='],
    '^=': ['&='],
    '<<=': ['>>='],
    '>>=': ['<<='],
    '>>>=': ['>>='],
    '&&=': ['||='],
    '||=': ['&&='],
    '??=': ['||=', '='],
  }),
  {
    name: 'flip-update',
    *edits(tree) {
      for (const { node, path } of of(tree, 'UpdateExpression')) {
        // ++ -> -- in a for header nearly always hangs.
        if (path.at(-1)?.type === 'ForStatement') continue;
        const at = node.prefix ? node.start : node.end - 2;
        yield { start: at, end: at + 2, text: node.operator === '++' ? '--' : '++' };
      }
    },
  },
  {
    name: 'flip-update-order',
    *edits(tree) {
      for (const { node, parent } of of(tree, 'UpdateExpression')) {
        if (parent?.type === 'ExpressionStatement' || parent?.type === 'ForStatement') continue;
        const name = textOf(tree, node.argument);
        yield {
          start: node.start,
          end: node.end,
          text: node.prefix ? `${name}${node.operator}` : `${node.operator}${name}`,
        };
      }
    },
  },
  {
    name: 'drop-sign',
    *edits(tree) {
      for (const { node } of of(tree, 'UnaryExpression')) {
        if (node.operator !== '-' && node.operator !== '+' && node.operator !== '~') continue;
        yield { start: node.start, end: node.argument.start, text: '' };
      }
    },
  },
  {
    name: 'swap-operands',
    *edits(tree) {
      for (const { node } of of(tree, 'BinaryExpression')) {
        if (
          !['-', '/', '%', '**', '<<', '>>', 'in'].includes(node.operator) &&
          !(node.operator === '+' && stringy(node))
        )
          continue;
        const simple = (side: Node) =>
          /^(Identifier|Literal|MemberExpression|CallExpression|TemplateLiteral)$/.test(side.type);
        const [left, right] = [textOf(tree, node.left), textOf(tree, node.right)];
        if (left === right || !simple(node.left) || !simple(node.right)) continue;
        yield {
          start: node.start,
          end: node.end,
          text: right + tree.source.slice(node.left.end, node.right.start) + left,
        };
      }
    },
  },
  {
    name: 'drop-operand',
    *edits(tree) {
      for (const { node } of of(tree, 'BinaryExpression', 'LogicalExpression')) {
        if (!['+', '-', '*', '/', '&&', '||', '??'].includes(node.operator)) continue;
        yield { start: node.start, end: node.end, text: textOf(tree, node.left) };
        if (node.type === 'LogicalExpression')
          yield { start: node.start, end: node.end, text: textOf(tree, node.right) };
      }
    },
  },
];
