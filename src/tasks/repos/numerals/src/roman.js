const SYMBOLS = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

export function toRoman(number) {
  if (!Number.isInteger(number) || number < 1 || number > 3999) throw new RangeError(`No Roman numeral for ${number}`);
  let rest = number;
  let out = '';
  for (const [symbol, value] of SYMBOLS) {
    while (rest >= value) {
      out += symbol;
      rest -= value;
    }
  }
  return out;
}

/** Accepts only the form that toRoman writes. */
export function fromRoman(text) {
  const upper = text.trim().toUpperCase();
  let at = 0;
  let total = 0;
  for (const [symbol, value] of SYMBOLS) {
    while (upper.startsWith(symbol, at)) {
      total += value;
      at += symbol.length;
    }
  }
  const clean = at === upper.length && total > 0 && total < 4000 && toRoman(total) === upper;
  if (!clean) throw new SyntaxError(`"${text}" is not a Roman numeral`);
  return total;
}
