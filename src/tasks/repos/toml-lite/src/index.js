import { Cursor, TomlError } from './cursor.js';
import { readKey } from './keys.js';
import { appendTable, descend } from './tables.js';
import { readPair } from './values.js';

export { TomlError };

export function parseToml(text) {
  const root = {};
  const seen = new Set();
  const cursor = new Cursor(text);
  let table = root;

  for (cursor.skipTrivia(); !cursor.done; cursor.skipTrivia()) {
    if (cursor.peek() === '[') table = readHeader(cursor, root, seen);
    else readPair(cursor, table);
    cursor.endLine();
  }
  return root;
}

function readHeader(cursor, root, seen) {
  const start = cursor.at;
  const many = cursor.take('[[');
  if (!many) cursor.expect('[');
  const key = readKey(cursor);
  cursor.expect(many ? ']]' : ']');
  const name = key.join('.');
  if (many) {
    for (const old of seen) if (old.startsWith(`${name}.`)) seen.delete(old);
  } else if (seen.has(name)) {
    cursor.fail(`Table "${name}" is defined twice`, start);
  } else {
    seen.add(name);
  }
  const table = many ? appendTable(root, key) : descend(root, key);
  return table ?? cursor.fail(`"${name}" is not a table`, start);
}
