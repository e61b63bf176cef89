import test from 'node:test';
import assert from 'node:assert/strict';
import { parseToml } from '../../src/index.js';

test('a whole document', () => {
  const text = `title = "demo"

[owner]
name = 'Ada'
born = 1815-12-10

[[server]]
ip = "10.0.0.1"
ports = [ 80, 443 ]
  [server.limits]
  cpu = 0.5
`;
  assert.deepEqual(parseToml(text), {
    title: 'demo',
    owner: { name: 'Ada', born: new Date('1815-12-10T00:00:00Z') },
    server: [{ ip: '10.0.0.1', ports: [80, 443], limits: { cpu: 0.5 } }],
  });
});

test('windows line ends are fine', () => {
  assert.deepEqual(parseToml('a = 1\r\n[b]\r\nc = """\r\nx"""\r\n'), { a: 1, b: { c: 'x' } });
});

test('hex digits in both cases and underscores', () => {
  assert.deepEqual(parseToml('a = 0xdead_BEEF\nb = 1_2_3.5'), { a: 3735928559, b: 123.5 });
});

test('unknown and broken escapes are refused', () => {
  assert.throws(() => parseToml('a = "\\q"'), /Unknown escape "\\q" at 1:6/);
  assert.throws(() => parseToml('a = "\\u12"'), /Bad unicode escape/);
  assert.throws(() => parseToml('a = "\\UFFFFFFFF"'), /Bad unicode escape/);
});

test('arrays need commas', () => {
  assert.throws(() => parseToml('a = [1 2]'), /Expected "," or "\]" at 1:8/);
});

test('inline tables need a closing brace', () => {
  assert.throws(() => parseToml('a = { b = 1'), /Expected "}" at 1:12/);
});

test('dotted keys cannot go through values', () => {
  assert.throws(() => parseToml('a = 1\na.b = 2'), /Key "a.b" goes through a value at 2:1/);
});

test('an array of plain values cannot hold tables', () => {
  assert.throws(() => parseToml('a = [1]\n[[a]]'), /"a" is not a table/);
});

test('zero and signed zero are numbers', () => {
  assert.deepEqual(parseToml('a = 0\nb = -0.0\nc = 0e3'), { a: 0, b: -0, c: 0 });
});

test('spaces around dots and equals signs', () => {
  assert.deepEqual(parseToml('  a . b=1\n\tc\t=\t2'), { a: { b: 1 }, c: 2 });
});
