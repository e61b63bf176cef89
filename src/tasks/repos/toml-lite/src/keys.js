import { readString } from './strings.js';

/** Reads a dotted key into its parts and skips the blanks after it. */
export function readKey(cursor) {
  const parts = [];
  do {
    cursor.skipBlanks();
    parts.push(readPart(cursor));
    cursor.skipBlanks();
  } while (cursor.take('.'));
  return parts;
}

function readPart(cursor) {
  const ch = cursor.peek();
  if (ch === '"' || ch === "'") return readString(cursor);
  const word = cursor.takeWhile((c) => /[\w-]/.test(c));
  if (word === '') cursor.fail('Expected a key');
  return word;
}
