const LIMIT = 1000;

/** Expands `{a,b}` and `{1..3}` into all plain patterns. */
export function expandBraces(pattern) {
  const open = findOpen(pattern, 0);
  if (open === -1) return [pattern];
  const close = findClose(pattern, open);
  if (close === -1) return [pattern];

  const head = pattern.slice(0, open);
  const options = splitOptions(pattern.slice(open + 1, close));
  const tails = expandBraces(pattern.slice(close + 1));
  const middles = options ?? [pattern.slice(open, close + 1)];

  const out = [];
  for (const middle of middles) {
    const bodies = options ? expandBraces(middle) : [middle];
    for (const body of bodies) {
      for (const tail of tails) out.push(head + body + tail);
    }
  }
  if (out.length > LIMIT) throw new RangeError(`Pattern "${pattern}" has too many alternatives`);
  return out;
}

function findOpen(text, from) {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') return i;
  }
  return -1;
}

function findClose(text, open) {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function splitOptions(body) {
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(body);
  if (range) return numbers(Number(range[1]), Number(range[2]));
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < body.length; i++) {
    if (body[i] === '\\') i++;
    else if (body[i] === '{') depth++;
    else if (body[i] === '}') depth--;
    else if (body[i] === ',' && depth === 0) {
      parts.push(body.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(body.slice(start));
  return parts.length > 1 ? parts : null;
}

function numbers(from, to) {
  const step = from <= to ? 1 : -1;
  const count = Math.abs(to - from) + 1;
  if (count > LIMIT) throw new RangeError(`Range ${from}..${to} is too long`);
  return Array.from({ length: count }, (_, i) => String(from + i * step));
}
