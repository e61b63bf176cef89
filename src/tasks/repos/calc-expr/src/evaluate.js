import { FUNCTIONS, factorial } from './functions.js';

const BINARY = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => divide(a, b),
  '%': (a, b) => a - b * Math.floor(divide(a, b)),
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
};

function divide(a, b) {
  if (b === 0) throw new RangeError('Division by zero');
  return a / b;
}

export function run(node, scope = {}) {
  switch (node.type) {
    case 'number':
      return node.value;
    case 'name':
      return lookup(scope, node.name);
    case 'unary':
      return node.operator === '-' ? -run(node.operand, scope) : Number(run(node.operand, scope) === 0);
    case 'factorial':
      return factorial(run(node.operand, scope));
    case 'choice':
      return run(node.test, scope) !== 0 ? run(node.yes, scope) : run(node.no, scope);
    case 'call':
      return call(node, scope);
    default:
      return binary(node, scope);
  }
}

function binary({ operator, left, right }, scope) {
  const a = run(left, scope);
  if (operator === '&&') return a === 0 ? 0 : Number(run(right, scope) !== 0);
  if (operator === '||') return a !== 0 ? 1 : Number(run(right, scope) !== 0);
  return BINARY[operator](a, run(right, scope));
}

function lookup(scope, name) {
  if (!Object.hasOwn(scope, name)) throw new ReferenceError(`Unknown variable "${name}"`);
  return Number(scope[name]);
}

function call({ name, args }, scope) {
  const own = Object.hasOwn(scope, name) && typeof scope[name] === 'function' ? scope[name] : null;
  const fn = own ?? (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : null);
  if (!fn) throw new ReferenceError(`Unknown function "${name}"`);
  return fn(...args.map((arg) => run(arg, scope)));
}
