export function formatNumber(number, { decimals = null, group = ',', point = '.', sign = false } = {}) {
  if (Number.isNaN(number)) return 'NaN';
  const size = Math.abs(number);
  if (size === Infinity) return number > 0 ? '∞' : '-∞';
  const [whole, fraction = ''] = (decimals === null ? plain(size) : size.toFixed(decimals)).split('.');
  const isZero = /^0*$/.test(whole + fraction);
  const prefix = number < 0 && !isZero ? '-' : sign && !isZero ? '+' : '';
  return prefix + grouped(whole, group) + (fraction === '' ? '' : point + fraction);
}

function plain(number) {
  const text = String(number);
  if (!text.includes('e')) return text;
  return number < 1 ? number.toFixed(20).replace(/0+$/, '') : String(BigInt(number));
}

function grouped(digits, mark) {
  let out = '';
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && (digits.length - i) % 3 === 0) out += mark;
    out += digits[i];
  }
  return out;
}

const SHORT = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** 1234 becomes 1.2k; three digits at most. */
export function shorten(number) {
  const size = Math.abs(number);
  for (const [scale, letter] of SHORT) {
    if (size < scale * 0.9995) continue;
    const value = number / scale;
    const digits = Math.abs(value) < 9.95 ? 1 : 0;
    return value.toFixed(digits).replace(/\.0$/, '') + letter;
  }
  return String(Math.round(number * 10) / 10);
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB'];

export function formatBytes(bytes, { base = 1024, decimals = 1 } = {}) {
  const units = base === 1000 ? DECIMAL : BINARY;
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  const text = unit === 0 ? String(value) : String(Number(value.toFixed(decimals)));
  return `${text} ${units[unit]}`;
}

export function parseBytes(text) {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*$/i.exec(text);
  if (!match) throw new SyntaxError(`"${text}" is not a size`);
  const [, number, letter, binary] = match;
  const power = ['', 'k', 'm', 'g', 't'].indexOf(letter.toLowerCase());
  return Math.round(Number(number) * (binary === '' ? 1000 : 1024) ** power);
}
