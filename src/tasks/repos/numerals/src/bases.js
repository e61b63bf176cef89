const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

function checkBase(base) {
  if (!Number.isInteger(base) || base < 2 || base > 36) throw new RangeError(`Base ${base} is not between 2 and 36`);
}

export function toBase(number, base) {
  checkBase(base);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${number} is not a whole number`);
  let rest = Math.abs(number);
  let out = '';
  do {
    out = DIGITS[rest % base] + out;
    rest = Math.floor(rest / base);
  } while (rest > 0);
  return number < 0 ? `-${out}` : out;
}

export function fromBase(text, base) {
  checkBase(base);
  const negative = text.startsWith('-');
  const digits = (negative ? text.slice(1) : text).toLowerCase();
  if (digits === '') throw new SyntaxError('There are no digits');
  let value = 0;
  for (const ch of digits) {
    const digit = DIGITS.indexOf(ch);
    if (digit === -1 || digit >= base) throw new SyntaxError(`"${ch}" is no digit in base ${base}`);
    value = value * base + digit;
  }
  return negative ? -value : value;
}
