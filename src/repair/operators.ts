/** Wrong operators: comparison, equality, logic, arithmetic, bits, assignment, signs, swapped or lost operands. */
import type { Add } from './candidates';
import { looksNumeric } from './numeric';
import { of, textOf, tokenAt, type Node, type SyntaxTree } from './syntax';

type Table = Record<string, string[]>;

const BINARY: [kind: string, table: Table][] = [
  ['boundary', { '<': ['<='], '<=': ['<'], '>': ['>='], '>=': ['>'] }],
  ['comparison', { '<': ['>', '>='], '<=': ['>=', '>'], '>': ['<', '<='], '>=': ['<=', '<'] }],
  ['equality', { '===': ['!=='], '!==': ['==='], '==': ['!='], '!=': ['=='] }],
  ['arithmetic', { '+': ['-', '*'], '-': ['+'], '*': ['/', '%', '**'], '/': ['*', '%'] }],
  ['bits', { '&': ['|', '^'], '|': ['&', '^'], '^': ['&', '|'], '<<': ['>>', '>>>'], '>>': ['<<', '>>>'], '>>>': ['>>', '<<'] }],
]; // prettier-ignore
const LOGIC: [kind: string, table: Table][] = [
  ['logic', { '&&': ['||'], '||': ['&&'] }],
  ['nullish', { '&&': ['??'], '||': ['??'], '??': ['||', '&&'] }],
];
const ASSIGNMENT: Table = {
  '+=': ['-='], '-=': ['+='], '*=': ['/='], '/=': ['*=', '%='], '%=': ['*='], '&=': ['|=', '^='], '|=': ['&='], '^=': ['&='], '<<=': ['>>='],
  '>>=': ['<<=', '>>>='], '&&=': ['||='], '||=': ['&&=', '??='], '??=': ['||='],
}; // prettier-ignore

const stringy = (node: Node): boolean =>
  node.type === 'TemplateLiteral' ||
  (node.type === 'Literal' && typeof node.value === 'string') ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (stringy(node.left) || stringy(node.right)));

export function inOperators(tree: SyntaxTree, add: Add): void {
  for (const { node, parent, field } of tree.places) {
    if (node.type === 'BinaryExpression') binary(tree, node, add);
    if (node.type === 'LogicalExpression') {
      const mixed = parent?.type === 'LogicalExpression' || /Logical/.test(node.left.type + node.right.type);
      const truth = node.left.type === 'BinaryExpression' || node.left.operator === '!';
      for (const [kind, table] of LOGIC)
        for (const other of table[node.operator] ?? [])
          if (other !== '??' || !(mixed || truth)) operator(tree, node, other, kind, add);
    }
    if (node.type === 'AssignmentExpression') {
      const plain = node.operator === '=' && parent?.type === 'ExpressionStatement';
      const others = plain
        ? /Literal|Function/.test(node.right.type)
          ? []
          : ['+=']
        : (ASSIGNMENT[node.operator] ?? []);
      for (const other of others) operator(tree, node, other, 'assignment', add, plain ? 0.2 : 1);
      if (plain && /^(Object|Array|Literal|New|Identifier)/.test(node.right.type))
        operator(tree, node, '??=', 'assignment', add, 0.15);
    }
    if (node.type === 'UpdateExpression') update(tree, node, parent, add);
    if (signed(parent, field) && looksNumeric(tree, node)) {
      const likely = parent!.type === 'ReturnStatement' || /^(consequent|alternate)$/.test(field) || node.value === 1;
      add(node.start, node.start, '-', 'sign', likely ? 1 : 0.3);
    }
  }
  lostOperands(tree, add);
}

function operator(tree: SyntaxTree, node: Node, other: string, kind: string, add: Add, prior = 1): void {
  const at = tokenAt(tree, node.left, node.right, node.operator);
  if (at >= 0) add(at, at + node.operator.length, other, kind, prior);
}

function signed(parent: Node | null, field: string): boolean {
  if (!parent) return false;
  if (parent.type === 'ReturnStatement' || parent.type === 'ArrowFunctionExpression') return field !== 'params';
  if (parent.type === 'ConditionalExpression') return field !== 'test';
  return parent.type === 'CallExpression' ? field === 'arguments' : /^([*/<>]|[=!]==?$)/.test(parent.operator ?? '');
}

function binary(tree: SyntaxTree, node: Node, add: Add): void {
  const at = tokenAt(tree, node.left, node.right, node.operator);
  if (at < 0) return;
  for (const [kind, table] of BINARY) {
    if (kind === 'arithmetic' && stringy(node)) continue;
    (table[node.operator] ?? []).forEach((other, rank) =>
      add(at, at + node.operator.length, other, kind, rank === 0 || kind !== 'arithmetic' ? 1 : 0.35),
    );
  }
  const simple = (side: Node) =>
    /^(Identifier|Literal|MemberExpression|CallExpression|TemplateLiteral)$/.test(side.type);
  if (!/^(-|\/|%|\*\*|<<|>>|in|\+)$/.test(node.operator) || !simple(node.left) || !simple(node.right)) return;
  if (node.operator === '+' && !stringy(node)) return;
  const middle = tree.source.slice(node.left.end, node.right.start);
  add(
    node.start,
    node.end,
    textOf(tree, node.right) + middle + textOf(tree, node.left),
    'operands',
    node.left.type === 'Literal' ? 2 : 1,
  );
}

function update(tree: SyntaxTree, node: Node, parent: Node | null, add: Add): void {
  const at = node.prefix ? node.start : node.end - 2;
  add(at, at + 2, node.operator === '++' ? '--' : '++', 'increment');
  if (parent?.type === 'ExpressionStatement' || parent?.type === 'ForStatement') return;
  const name = textOf(tree, node.argument);
  add(node.start, node.end, node.prefix ? `${name}${node.operator}` : `${node.operator}${name}`, 'order');
}

/** `a` where the same file also says `a || b` or `a + 1` elsewhere: the second operand may have been lost here. */
function lostOperands(tree: SyntaxTree, add: Add): void {
  const wholes = new Map<string, Set<string>>();
  for (const { node } of of(tree, 'BinaryExpression', 'LogicalExpression')) {
    if (!/^([-+*/]|&&|\|\||\?\?)$/.test(node.operator) || node.end - node.start > 80) continue;
    for (const side of [node.left, node.right]) {
      if (side.type === 'Literal') continue;
      const text = textOf(tree, side);
      wholes.set(text, (wholes.get(text) ?? new Set()).add(textOf(tree, node)));
    }
  }
  const values = /^(Identifier|MemberExpression|CallExpression|BinaryExpression|UnaryExpression)$/;
  for (const { node, parent, field } of tree.places) {
    if (!values.test(node.type) || !parent || !isRead(parent, field)) continue;
    const text = textOf(tree, node);
    for (const whole of [...(wholes.get(text) ?? [])].slice(0, 3)) {
      const inside = parent.type === 'BinaryExpression' || parent.type === 'LogicalExpression';
      if (inside && textOf(tree, parent) === whole) continue;
      const wrap = inside || parent.type === 'UnaryExpression';
      add(node.start, node.end, wrap ? `(${whole})` : whole, 'operand', node.type === 'Identifier' ? 0.5 : 1);
    }
  }
}

/** Is this a place where a value is read, and not a name that is being declared or assigned? */
export function isRead(parent: Node, field: string): boolean {
  if (
    /^(Return|If|While|Throw|ExpressionStatement|Arrow|Call|New|Conditional|ArrayExpression|Template|Logical|Binary|Unary|AssignmentExpression|Spread|Yield|Await)/.test(
      parent.type,
    )
  )
    return !['left', 'callee', 'params', 'id'].includes(field) || /^(Logical|Binary)/.test(parent.type);
  if (parent.type === 'MemberExpression') return field === 'property' && parent.computed === true;
  if (parent.type === 'VariableDeclarator') return field === 'init';
  return parent.type === 'Property' && field === 'value' && !parent.shorthand;
}
