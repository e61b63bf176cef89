import test from 'node:test';
import assert from 'node:assert/strict';
import { parse, CsvError } from '../src/index.js';

test('parse splits rows and cells', () => {
  assert.deepEqual(parse('a,b\nc,d\n'), [['a', 'b'], ['c', 'd']]);
});

test('parse keeps empty cells at both ends', () => {
  assert.deepEqual(parse(',x,\n'), [['', 'x', '']]);
});

test('parse reads quoted delimiters and newlines', () => {
  assert.deepEqual(parse('"a,b","c\nd"\ne,f'), [['a,b', 'c\nd'], ['e', 'f']]);
});

test('parse turns doubled quotes into one', () => {
  assert.deepEqual(parse('"say ""hi""",2'), [['say "hi"', '2']]);
});

test('parse accepts CRLF and lone CR line ends', () => {
  assert.deepEqual(parse('a\r\nb\rc'), [['a'], ['b'], ['c']]);
});

test('parse drops a byte order mark', () => {
  assert.deepEqual(parse('\ufeffid\n1'), [['id'], ['1']]);
});

test('parse skips blank lines unless told otherwise', () => {
  assert.deepEqual(parse('a\n\nb\n'), [['a'], ['b']]);
  assert.deepEqual(parse('a\n\nb\n', { skipEmpty: false }), [['a'], [''], ['b']]);
});

test('parse uses another delimiter and quote', () => {
  assert.deepEqual(parse("'x;y';z", { delimiter: ';', quote: "'" }), [['x;y', 'z']]);
});

test('parse makes records from the header row', () => {
  assert.deepEqual(parse('id,name\n1,Ada', { header: true }), [{ id: '1', name: 'Ada' }]);
});

test('parse fills missing cells of a record with null', () => {
  assert.deepEqual(parse('a,b\n1', { header: true }), [{ a: '1', b: null }]);
});

test('parse names empty and repeated headers', () => {
  assert.deepEqual(parse('x,,x\n1,2,3', { header: true }), [{ x: '1', column2: '2', x_2: '3' }]);
});

test('parse casts numbers, booleans and blanks', () => {
  const [row] = parse('1,-2.5,TRUE,false, ,007,0.5,abc', { cast: true });
  assert.deepEqual(row, [1, -2.5, true, false, null, '007', 0.5, 'abc']);
});

test('parse hands a custom cast the column name', () => {
  const cast = (cell, name) => (name === 'n' ? Number(cell) * 2 : cell);
  assert.deepEqual(parse('n,s\n4,4', { header: true, cast }), [{ n: 8, s: '4' }]);
});

test('strict parse reports the line of a ragged row', () => {
  assert.throws(() => parse('a,b\n"x\ny",2\n3', { strict: true }), (error) => {
    assert.ok(error instanceof CsvError);
    assert.equal(error.line, 4);
    assert.match(error.message, /Expected 2 cells but found 1/);
    return true;
  });
});

test('parse rejects text after a closing quote', () => {
  assert.throws(() => parse('"a"b'), /Unexpected "b" after a closing quote \(line 1\)/);
});

test('parse rejects an unclosed quote', () => {
  assert.throws(() => parse('a\n"b'), { name: 'CsvError', line: 2 });
});
