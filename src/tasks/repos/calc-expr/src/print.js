import { CHOICE, POSTFIX, POWER, UNARY, isRightToLeft } from './grammar.js';

const ATOM = 11;

function strength(node) {
  if (node.type === 'binary') return POWER[node.operator];
  if (node.type === 'choice') return CHOICE;
  if (node.type === 'unary') return UNARY;
  if (node.type === 'factorial') return POSTFIX;
  return node.type === 'number' && node.value < 0 ? UNARY : ATOM;
}

function wrap(node, minimum) {
  const text = print(node);
  return strength(node) < minimum ? `(${text})` : text;
}

/** Prints a tree with as few parentheses as possible. */
export function print(node) {
  switch (node.type) {
    case 'number':
      return String(node.value);
    case 'name':
      return node.name;
    case 'call':
      return `${node.name}(${node.args.map(print).join(', ')})`;
    case 'unary':
      return node.operator + wrap(node.operand, UNARY);
    case 'factorial':
      return `${wrap(node.operand, POSTFIX)}!`;
    case 'choice':
      return `${wrap(node.test, CHOICE + 1)} ? ${print(node.yes)} : ${wrap(node.no, CHOICE)}`;
    default: {
      const power = POWER[node.operator];
      const right = isRightToLeft(node.operator);
      return `${wrap(node.left, right ? power + 1 : power)} ${node.operator} ${wrap(node.right, right ? power : power + 1)}`;
    }
  }
}
