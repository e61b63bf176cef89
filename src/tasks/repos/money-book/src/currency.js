const DIGITS = { EUR: 2, USD: 2, GBP: 2, CHF: 2, JPY: 0, KWD: 3 };

export function digitsOf(currency) {
  const digits = DIGITS[currency];
  if (digits === undefined) throw new RangeError(`unknown currency ${currency}`);
  return digits;
}

export function factorOf(currency) {
  return 10 ** digitsOf(currency);
}

export function isCurrency(text) {
  return Object.hasOwn(DIGITS, text);
}
