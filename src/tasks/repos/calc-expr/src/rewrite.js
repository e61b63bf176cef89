import { run } from './evaluate.js';

const isNumber = (node, value) => node.type === 'number' && node.value === value;

export function names(node, found = new Set()) {
  if (node.type === 'name') found.add(node.name);
  for (const child of children(node)) names(child, found);
  return found;
}

function children(node) {
  switch (node.type) {
    case 'binary':
      return [node.left, node.right];
    case 'choice':
      return [node.test, node.yes, node.no];
    case 'call':
      return node.args;
    default:
      return node.operand ? [node.operand] : [];
  }
}

/** Folds constant parts and drops neutral ones. */
export function fold(node) {
  if (node.type === 'call') return { ...node, args: node.args.map(fold) };
  if (node.type === 'choice') {
    const test = fold(node.test);
    if (test.type === 'number') return fold(test.value !== 0 ? node.yes : node.no);
    return { ...node, test, yes: fold(node.yes), no: fold(node.no) };
  }
  if (node.operand) {
    const next = { ...node, operand: fold(node.operand) };
    return next.operand.type === 'number' ? { type: 'number', value: run(next) } : next;
  }
  return node.type === 'binary' ? foldBinary({ ...node, left: fold(node.left), right: fold(node.right) }) : node;
}

function foldBinary(node) {
  const { operator, left, right } = node;
  if (left.type === 'number' && right.type === 'number' && !(isNumber(right, 0) && /[/%]/.test(operator))) {
    return { type: 'number', value: run(node) };
  }
  if (operator === '+' && isNumber(left, 0)) return right;
  if ((operator === '+' || operator === '-') && isNumber(right, 0)) return left;
  if (operator === '*' && isNumber(left, 1)) return right;
  if ((operator === '*' || operator === '/' || operator === '^') && isNumber(right, 1)) return left;
  return node;
}
