function sum(...values) {
  return values.reduce((total, value) => total + value, 0);
}

function avg(...values) {
  if (values.length === 0) return 0;
  return sum(...values) / values.length;
}

/** Half always rounds away from zero. */
function round(value, digits = 0) {
  const factor = 10 ** digits;
  const scaled = Math.round(Math.abs(value) * factor) / factor;
  return value < 0 ? -scaled : scaled;
}

export const FUNCTIONS = {
  abs: Math.abs,
  avg,
  ceil: Math.ceil,
  floor: Math.floor,
  max: Math.max,
  min: Math.min,
  round,
  sqrt: Math.sqrt,
  sum,
};

export function factorial(n) {
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`No factorial of ${n}`);
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}
