import test from 'node:test';
import assert from 'node:assert/strict';
import { parseLine, parseLog } from '../src/index.js';

test('plain lines', () => {
  assert.deepEqual(parseLine('2024-01-01T10:00:00Z ERROR [db] Timeout after 300ms id=7 user="a b"'), {
    time: Date.UTC(2024, 0, 1, 10),
    level: 'error',
    source: 'db',
    message: 'Timeout after 300ms',
    fields: { id: 7, user: 'a b' },
  });
});

test('plain lines in other styles', () => {
  const entry = parseLine('2024-01-01 10:00:00,250 [warning]: slow ok=true');
  assert.deepEqual(entry, { time: Date.UTC(2024, 0, 1, 10, 0, 0, 250), level: 'warn', source: null, message: 'slow', fields: { ok: true } });
});

test('JSON lines', () => {
  assert.deepEqual(parseLine('{"time":1000,"level":50,"name":"api","msg":"bad","code":3}'), {
    time: 1000, level: 'error', source: 'api', message: 'bad', fields: { code: 3 },
  });
  assert.deepEqual(parseLine('{"timestamp":"1970-01-01T00:00:01Z","level":"Warning","message":"m"}'), {
    time: 1000, level: 'warn', source: null, message: 'm', fields: {},
  });
});

test('JSON levels stay within bounds', () => {
  assert.deepEqual([0, 10, 35, 60, 99].map((level) => parseLine(JSON.stringify({ level })).level), ['trace', 'trace', 'info', 'fatal', 'fatal']);
  assert.equal(parseLine('{"level":"odd"}').level, 'info');
});

test('web server lines with time zones', () => {
  const line = '1.2.3.4 - bob [05/Mar/2024:12:30:15 +0200] "GET /a?b=1 HTTP/1.1" 404 17 "-" "curl"';
  assert.deepEqual(parseLine(line), {
    time: Date.UTC(2024, 2, 5, 10, 30, 15),
    level: 'warn',
    source: 'http',
    message: 'GET /a?b=1',
    fields: { host: '1.2.3.4', status: 404, bytes: 17 },
  });
  assert.equal(parseLine(line.replace('404 17', '500 -')).fields.bytes, 0);
  assert.equal(parseLine(line.replace('+0200', '-0130')).time, Date.UTC(2024, 2, 5, 14, 0, 15));
});

test('what is no entry is null', () => {
  assert.equal(parseLine('hello world'), null);
  assert.equal(parseLine('{broken'), null);
  assert.equal(parseLine('2024-01-01T10:00:00Z hello world'), null);
});

test('stack traces join the entry before', () => {
  const entries = parseLog('2024-01-01T10:00:00Z ERROR boom\n    at a.js:1\nCaused by: x\n\n2024-01-01T10:00:01Z INFO ok\r\n');
  assert.deepEqual(entries.map(({ message }) => message), ['boom\n    at a.js:1\nCaused by: x', 'ok']);
});

test('unknown text at the start is kept', () => {
  assert.deepEqual(parseLog('  starting\n')[0], { time: null, level: 'info', source: null, message: 'starting', fields: {} });
});
