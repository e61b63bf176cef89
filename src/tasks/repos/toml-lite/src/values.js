import { readKey } from './keys.js';
import { assign } from './tables.js';
import { readScalar } from './scalars.js';
import { readString } from './strings.js';

export function readValue(cursor) {
  const ch = cursor.peek();
  if (ch === '"' || ch === "'") return readString(cursor);
  if (ch === '[') return readArray(cursor);
  if (ch === '{') return readInline(cursor);
  const start = cursor.at;
  let word = cursor.takeWhile((c) => /[\w+.:-]/.test(c));
  if (/^\d{4}-\d\d-\d\d$/.test(word) && /^ \d\d:/.test(cursor.text.slice(cursor.at, cursor.at + 4))) {
    word += cursor.next() + cursor.takeWhile((c) => /[\d.:Z]/.test(c));
  }
  if (word === '') cursor.fail('Expected a value');
  const value = readScalar(word);
  return value === undefined ? cursor.fail(`Cannot read "${word}"`, start) : value;
}

function readArray(cursor) {
  const items = [];
  cursor.expect('[');
  cursor.skipTrivia();
  while (!cursor.take(']')) {
    items.push(readValue(cursor));
    cursor.skipTrivia();
    if (!cursor.take(',') && cursor.peek() !== ']') cursor.fail('Expected "," or "]"');
    cursor.skipTrivia();
  }
  return items;
}

function readInline(cursor) {
  const table = {};
  cursor.expect('{');
  cursor.skipBlanks();
  if (cursor.take('}')) return table;
  do {
    cursor.skipBlanks();
    readPair(cursor, table);
    cursor.skipBlanks();
  } while (cursor.take(','));
  cursor.expect('}');
  return table;
}

export function readPair(cursor, table) {
  const start = cursor.at;
  const key = readKey(cursor);
  cursor.expect('=');
  cursor.skipBlanks();
  const value = readValue(cursor);
  const problem = assign(table, key, value);
  if (problem) cursor.fail(problem, start);
}
