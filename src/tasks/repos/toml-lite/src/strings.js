const SIMPLE = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', '"': '"', '\\': '\\' };

export function readString(cursor) {
  const quote = cursor.peek();
  const long = quote.repeat(3);
  if (cursor.startsWith(long)) return readLong(cursor, quote, long);
  const start = cursor.at;
  cursor.next();
  let out = '';
  while (!cursor.take(quote)) {
    if (cursor.done || cursor.peek() === '\n') cursor.fail('String is not closed', start);
    out += quote === '"' ? readChar(cursor) : cursor.next();
  }
  return out;
}

function readLong(cursor, quote, long) {
  const start = cursor.at;
  cursor.expect(long);
  if (!cursor.take('\r\n')) cursor.take('\n');
  let out = '';
  while (!cursor.take(long)) {
    if (cursor.done) cursor.fail('String is not closed', start);
    if (quote === '"' && /^\\[ \t]*\r?\n/.test(cursor.text.slice(cursor.at, cursor.at + 80))) {
      cursor.next();
      cursor.takeWhile((ch) => /\s/.test(ch));
      continue;
    }
    out += quote === '"' ? readChar(cursor) : cursor.next();
  }
  return out;
}

function readChar(cursor) {
  const ch = cursor.next();
  if (ch !== '\\') return ch;
  const kind = cursor.next();
  if (kind === 'u') return readCode(cursor, 4);
  if (kind === 'U') return readCode(cursor, 8);
  return SIMPLE[kind] ?? cursor.fail(`Unknown escape "\\${kind}"`, cursor.at - 2);
}

function readCode(cursor, length) {
  const hex = cursor.text.slice(cursor.at, cursor.at + length);
  if (hex.length < length || !/^[0-9a-f]+$/i.test(hex)) cursor.fail('Bad unicode escape');
  cursor.at += length;
  const code = parseInt(hex, 16);
  if (code > 0x10ffff) cursor.fail('Bad unicode escape');
  return String.fromCodePoint(code);
}
