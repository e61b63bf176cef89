const NAMES = {
  black: '#000000',
  white: '#ffffff',
  red: '#ff0000',
  lime: '#00ff00',
  green: '#008000',
  blue: '#0000ff',
  yellow: '#ffff00',
  orange: '#ffa500',
  purple: '#800080',
  gray: '#808080',
  navy: '#000080',
  teal: '#008080',
};

export class ColorError extends Error {
  constructor(text) {
    super(`Cannot read the colour "${text}"`);
    this.name = 'ColorError';
  }
}

export function parseColor(input) {
  const text = input.trim().toLowerCase();
  if (text === 'transparent') return { r: 0, g: 0, b: 0, a: 0 };
  const source = Object.hasOwn(NAMES, text) ? NAMES[text] : text;
  const result = source.startsWith('#') ? parseHex(source.slice(1)) : parseFunction(source);
  if (!result) throw new ColorError(input);
  return result;
}

function parseHex(digits) {
  if (!/^[0-9a-f]+$/.test(digits)) return null;
  const short = digits.length === 3 || digits.length === 4;
  if (!short && digits.length !== 6 && digits.length !== 8) return null;
  const full = short ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [r, g, b, a = 255] = full.match(/../g).map((pair) => parseInt(pair, 16));
  return { r, g, b, a: a / 255 };
}

function parseFunction(text) {
  const match = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(text);
  if (!match) return null;
  const parts = match[2].trim().split(/\s*[,/]\s*|\s+/);
  if (parts.length < 3 || parts.length > 4) return null;
  const alpha = parts.length === 4 ? readNumber(parts[3], 1) : 1;
  const values = match[1] === 'rgb' ? readRgb(parts) : readHsl(parts);
  if (alpha === null || values === null) return null;
  return { ...values, a: clamp(alpha, 0, 1) };
}

function readRgb(parts) {
  const [r, g, b] = parts.slice(0, 3).map((part) => readNumber(part, 255));
  if (r === null || g === null || b === null) return null;
  const channel = (value) => Math.round(clamp(value, 0, 255));
  return { r: channel(r), g: channel(g), b: channel(b) };
}

function readHsl([hue, saturation, lightness]) {
  const h = readAngle(hue);
  const s = readNumber(saturation, 100);
  const l = readNumber(lightness, 100);
  if (h === null || s === null || l === null) return null;
  return hslToRgb(h, clamp(s, 0, 100), clamp(l, 0, 100));
}

/** A plain number, or a percentage of `whole`. */
function readNumber(text, whole) {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(%?)$/.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  return match[2] === '%' ? (value / 100) * whole : value;
}

function readAngle(text) {
  const match = /^(.*?)(deg|turn)?$/.exec(text);
  const value = readNumber(match[1], 360);
  if (value === null) return null;
  return match[2] === 'turn' ? value * 360 : value;
}

export function clamp(value, min, max) {
  return Math.min(max, Math.max(min, value));
}

export function hslToRgb(h, s, l) {
  const hue = ((h % 360) + 360) % 360;
  const chroma = (1 - Math.abs((2 * l) / 100 - 1)) * (s / 100);
  const base = l / 100 - chroma / 2;
  const channel = (offset) => {
    const k = (offset + hue / 60) % 6;
    return Math.round((base + chroma * clamp(Math.min(k, 4 - k), 0, 1)) * 255);
  };
  return { r: channel(2), g: channel(0), b: channel(4) };
}
