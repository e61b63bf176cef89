export function check(span) {
  if (!Array.isArray(span) || span.length !== 2) {
    throw new TypeError('a span is a pair of numbers');
  }
  const [start, end] = span;
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    throw new TypeError(`a span needs two finite numbers, got ${start} and ${end}`);
  }
  if (start > end) throw new RangeError(`span ${start}-${end} ends before it starts`);
  return span;
}

export function normalise(list) {
  return list
    .map(check)
    .filter(([start, end]) => start < end)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

export function overlaps(a, b) {
  return a[0] < b[1] && b[0] < a[1];
}

/** How `a` lies to `b`: before, meets, overlaps, inside, covers, equal, and their inverses. */
export function relation(a, b) {
  check(a);
  check(b);
  if (a[0] === b[0] && a[1] === b[1]) return 'equal';
  if (a[1] < b[0]) return 'before';
  if (b[1] < a[0]) return 'after';
  if (a[1] === b[0]) return 'meets';
  if (b[1] === a[0]) return 'met-by';
  if (a[0] >= b[0] && a[1] <= b[1]) return 'inside';
  if (a[0] <= b[0] && a[1] >= b[1]) return 'covers';
  return a[0] < b[0] ? 'overlaps' : 'overlapped-by';
}
