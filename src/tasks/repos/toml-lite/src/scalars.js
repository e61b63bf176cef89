const RADIX = { '0x': 16, '0o': 8, '0b': 2 };
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d+)?Z)?$/;

/** Reads a bare word into a boolean, number or date; undefined if it is none. */
export function readScalar(word) {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (DATE.test(word)) return readDate(word);
  return readNumber(word);
}

function readDate(word) {
  const date = new Date(word.replace(' ', 'T'));
  if (Number.isNaN(date.getTime())) return undefined;
  return date;
}

function readNumber(word) {
  if (/^_|_$|__/.test(word)) return undefined;
  const text = word.replaceAll('_', '');
  const radix = RADIX[text.slice(0, 2)];
  if (radix) return readRadix(text.slice(2), radix);
  if (/^[+-]?inf$/.test(text)) return text[0] === '-' ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(text)) return NaN;
  if (/^[+-]?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  return undefined;
}

function readRadix(digits, radix) {
  let value = 0;
  if (digits === '') return undefined;
  for (const ch of digits.toLowerCase()) {
    const digit = '0123456789abcdef'.indexOf(ch);
    if (digit < 0 || digit >= radix) return undefined;
    value = value * radix + digit;
  }
  return value;
}
