import { CsvError } from './errors.js';

const BOM = 0xfeff;

/** Yields `{ cells, line }` for every row; `line` is where the row starts. */
export function* scanRows(text, { delimiter = ',', quote = '"' } = {}) {
  let at = text.charCodeAt(0) === BOM ? 1 : 0;
  let line = 1;
  let startLine = 1;
  let cells = [];
  let field = '';
  let closed = false;

  while (at < text.length) {
    const ch = text[at];
    if (ch === quote && field === '' && !closed) {
      const end = readQuoted(text, at, quote, line);
      field = end.value;
      line += end.newlines;
      at = end.next;
      closed = true;
      continue;
    }
    if (ch === delimiter) {
      cells.push(field);
      field = '';
      closed = false;
      at += 1;
      continue;
    }
    if (ch === '\n' || ch === '\r') {
      cells.push(field);
      yield { cells, line: startLine };
      at += ch === '\r' && text[at + 1] === '\n' ? 2 : 1;
      line += 1;
      startLine = line;
      cells = [];
      field = '';
      closed = false;
      continue;
    }
    if (closed) throw new CsvError(`Unexpected "${ch}" after a closing quote`, line);
    field += ch;
    at += 1;
  }

  if (field !== '' || closed || cells.length > 0) {
    cells.push(field);
    yield { cells, line: startLine };
  }
}

function readQuoted(text, start, quote, line) {
  let value = '';
  let newlines = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    const ch = text[at];
    if (ch === quote) {
      if (text[at + 1] !== quote) return { value, newlines, next: at + 1 };
      value += quote;
      at += 1;
      continue;
    }
    if (ch === '\n') newlines += 1;
    value += ch;
  }
  throw new CsvError('Quoted field is never closed', line);
}
