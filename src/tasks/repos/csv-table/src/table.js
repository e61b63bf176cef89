import { parse } from './parse.js';
import { stringify } from './stringify.js';

export class Table {
  constructor(records, columns = Object.keys(records[0] ?? {})) {
    this.records = records;
    this.columns = columns;
  }

  get size() {
    return this.records.length;
  }

  column(name) {
    this.#expect(name);
    return this.records.map((record) => record[name]);
  }

  where(test) {
    const keep = typeof test === 'function' ? test : (record) => matches(record, test);
    return new Table(this.records.filter(keep), this.columns);
  }

  /** Sorts by a column; empty cells go last in both directions. */
  sortBy(name, { descending = false } = {}) {
    this.#expect(name);
    const sign = descending ? -1 : 1;
    const sorted = [...this.records].sort((a, b) => {
      if (a[name] === null || b[name] === null) return Number(a[name] === null) - Number(b[name] === null);
      return sign * compare(a[name], b[name]);
    });
    return new Table(sorted, this.columns);
  }

  sum(name) {
    return this.column(name).reduce((total, value) => (typeof value === 'number' ? total + value : total), 0);
  }

  toCsv(options = {}) {
    return stringify(this.records, { columns: this.columns, ...options });
  }

  #expect(name) {
    if (!this.columns.includes(name)) throw new RangeError(`No column "${name}"`);
  }
}

function compare(a, b) {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a);
  const right = String(b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function matches(record, wanted) {
  return Object.entries(wanted).every(([name, value]) => record[name] === value);
}

export function toTable(text, options = {}) {
  return new Table(parse(text, { ...options, header: options.header ?? true }));
}
