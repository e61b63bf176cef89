const UNITS = { ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y;

function parseText(text) {
  const source = text.replace(/\s+/g, '');
  let total = 0;
  let at = 0;
  while (at < source.length) {
    PART.lastIndex = at;
    const match = PART.exec(source);
    if (!match) throw new SyntaxError(`cannot read the duration "${text}"`);
    total += Number(match[1]) * UNITS[match[2]];
    at = PART.lastIndex;
  }
  if (at === 0) throw new SyntaxError('a duration must not be empty');
  return total;
}

/** Milliseconds of a number or of text such as `1h30m`. */
export function parseTtl(value) {
  if (value === undefined || value === null) return Infinity;
  const ms = typeof value === 'string' ? parseText(value) : value;
  if (typeof ms !== 'number' || Number.isNaN(ms) || ms <= 0) {
    throw new RangeError(`a time to live must be more than 0, got ${value}`);
  }
  return ms;
}
