import { castCell } from './cast.js';
import { CsvError } from './errors.js';
import { scanRows } from './scan.js';

export function parse(text, options = {}) {
  const { header = false, cast = false, skipEmpty = true, strict = false } = options;
  const convert = cast === true ? castCell : cast || ((cell) => cell);
  const out = [];
  let names = Array.isArray(header) ? header : null;
  let width = names ? names.length : -1;

  for (const { cells, line } of scanRows(text, options)) {
    if (skipEmpty && isBlank(cells)) continue;
    if (width === -1) width = cells.length;
    if (header === true && names === null) {
      names = uniqueNames(cells);
      continue;
    }
    if (strict && cells.length !== width) {
      throw new CsvError(`Expected ${width} cells but found ${cells.length}`, line);
    }
    out.push(names ? toRecord(names, cells, convert) : cells.map((cell, i) => convert(cell, i)));
  }
  return out;
}

function isBlank(cells) {
  return cells.length === 1 && cells[0].trim() === '';
}

function toRecord(names, cells, convert) {
  const record = {};
  names.forEach((name, i) => {
    record[name] = i < cells.length ? convert(cells[i], name) : null;
  });
  return record;
}

/** Empty headers become columnN, repeated ones get a suffix. */
export function uniqueNames(cells) {
  const seen = new Map();
  return cells.map((cell, i) => {
    const base = cell.trim() || `column${i + 1}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base}_${count}`;
  });
}
