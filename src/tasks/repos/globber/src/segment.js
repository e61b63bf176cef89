/** Compiles one path segment into a list of parts. */
export function compileSegment(text) {
  const parts = [];
  let i = 0;
  while (i < text.length) {
    const ch = text[i];
    if (ch === '*') {
      while (text[i + 1] === '*') i++;
      parts.push({ type: 'star' });
    } else if (ch === '?') {
      parts.push({ type: 'any' });
    } else if (ch === '[') {
      const set = readSet(text, i);
      parts.push(set ? set.part : { type: 'char', value: ch });
      if (set) i = set.end;
    } else {
      if (ch === '\\' && i + 1 < text.length) i++;
      parts.push({ type: 'char', value: text[i] });
    }
    i++;
  }
  return parts;
}

function readSet(text, start) {
  let i = start + 1;
  const negated = text[i] === '!' || text[i] === '^';
  if (negated) i++;
  const first = i;
  const ranges = [];
  while (i < text.length && (text[i] !== ']' || i === first)) {
    if (text[i] === '\\') i++;
    const from = text[i];
    const isRange = text[i + 1] === '-' && i + 2 < text.length && text[i + 2] !== ']';
    const to = isRange ? text[i + 2] : from;
    ranges.push([from, to]);
    i += isRange ? 3 : 1;
  }
  if (i >= text.length) return null;
  return { part: { type: 'set', negated, ranges }, end: i };
}

export function matchSegment(parts, name, { dot = false } = {}) {
  if (name[0] === '.' && !dot && parts[0]?.type !== 'char') return false;
  return walk(parts, name);
}

/** Greedy with one point to go back to: the last star. */
function walk(parts, name) {
  let p = 0;
  let n = 0;
  let starPart = -1;
  let starName = 0;
  while (n < name.length) {
    if (p < parts.length && parts[p].type === 'star') {
      starPart = p;
      starName = n;
      p++;
    } else if (p < parts.length && accepts(parts[p], name[n])) {
      p++;
      n++;
    } else if (starPart !== -1) {
      starName++;
      p = starPart + 1;
      n = starName;
    } else {
      return false;
    }
  }
  while (p < parts.length && parts[p].type === 'star') p++;
  return p === parts.length;
}

function accepts(part, ch) {
  if (part.type === 'any') return true;
  if (part.type === 'char') return part.value === ch;
  const inside = part.ranges.some(([from, to]) => ch >= from && ch <= to);
  return inside !== part.negated;
}
