/** Binding power of each binary operator; a larger one binds tighter. */
export const POWER = {
  '||': 2,
  '&&': 3,
  '==': 4,
  '!=': 4,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '^': 9,
};

export const CHOICE = 1;
export const UNARY = 8;
export const POSTFIX = 10;

export const isRightToLeft = (operator) => operator === '^';
