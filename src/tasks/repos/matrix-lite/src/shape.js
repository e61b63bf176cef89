export function checkRows(rows) {
  if (!Array.isArray(rows) || rows.length === 0 || rows[0].length === 0) {
    throw new TypeError('a matrix needs at least one row and one column');
  }
  const width = rows[0].length;
  rows.forEach((row, r) => {
    if (row.length !== width) throw new RangeError(`row ${r} has ${row.length} values instead of ${width}`);
    row.forEach((value, c) => {
      if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError(`no number at ${r},${c}`);
    });
  });
}

export function sameShape(a, b, what) {
  if (a.height !== b.height || a.width !== b.width) {
    throw new RangeError(`cannot ${what} ${shapeOf(a)} and ${shapeOf(b)}`);
  }
}

export function square(m, what) {
  if (m.height !== m.width) throw new RangeError(`${what} needs a square matrix, got ${shapeOf(m)}`);
}

export function shapeOf(m) {
  return `${m.height}x${m.width}`;
}
