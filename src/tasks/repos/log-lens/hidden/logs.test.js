import test from 'node:test';
import assert from 'node:assert/strict';
import { compileQuery, formatSpan, parseLine, parseLog, percentile, query, report, summarize } from '../../src/index.js';

test('fields with dots, signs and escapes', () => {
  const { fields, message } = parseLine('2024-02-02 00:00:00 INFO a.b=-1.5 text="say \\"hi\\"" plain=x1 off=false');
  assert.deepEqual(fields, { 'a.b': -1.5, text: 'say "hi"', plain: 'x1', off: false });
  assert.equal(message, '');
});

test('status codes decide the level', () => {
  const level = (status) => parseLine(`h - - [01/Dec/2023:00:00:00 +0000] "POST / HTTP/1.0" ${status} 1`).level;
  assert.deepEqual([200, 399, 400, 499, 500].map(level), ['info', 'info', 'warn', 'warn', 'error']);
});

test('aliases of levels', () => {
  const level = (name) => parseLine(`2024-01-01T00:00:00Z ${name} x`)?.level ?? null;
  assert.deepEqual(['ERR', 'Critical', 'notice', 'TRACE', 'constructor'].map(level), ['error', 'fatal', 'info', 'trace', null]);
});

test('a compiled query can be used again', () => {
  const test = compileQuery('level=error -"known issue"');
  const entry = (message) => ({ time: null, level: 'error', source: null, message, fields: {} });
  assert.deepEqual([entry('Known issue 7'), entry('new')].map(test), [false, true]);
});

test('entries without a time fall outside of times', () => {
  const entries = parseLog('no time\n2024-01-01T00:00:00Z INFO x');
  assert.equal(query(entries, 'after:2023-01-01').length, 1);
  assert.equal(query(entries, 'before:2025-01-01').length, 1);
});

test('entries without a source are counted', () => {
  assert.deepEqual(summarize(parseLog('a')).sources, [['none', 1]]);
});

test('durations in all units', () => {
  const { durations } = summarize(['took 500us', '(2m)', 'x=1.5s', '7 ms', '3sx'].map((message) => ({ time: null, level: 'info', source: null, message, fields: {} })));
  assert.deepEqual(durations, { count: 3, mean: 40500, median: 1500, p95: 120000, max: 120000 });
});

test('ties between buckets and names', () => {
  const log = ['02', '01'].map((m) => `2024-01-01T00:${m}:00Z INFO [s${m}] x`).join('\n');
  const summary = summarize(parseLog(log));
  assert.equal(summary.busiest.start, Date.UTC(2024, 0, 1, 0, 1));
  assert.deepEqual(summary.sources.map(([name]) => name), ['s01', 's02']);
  assert.equal(summary.span, 60000);
});

test('a report of one fatal entry', () => {
  const text = report(summarize(parseLog('{"level":60,"msg":"dead"}')));
  assert.equal(text, '1 entry in 0s, 100% errors\n\nLevels\n  1  fatal\n\nSources\n  1  none\n\nMessages\n  1  dead\n');
});

test('error rates have one decimal', () => {
  const entry = (level) => ({ time: null, level, source: null, message: '', fields: {} });
  assert.equal(summarize([entry('error'), entry('info'), entry('info')]).errorRate, 33.3);
});

test('percentiles and spans at the borders', () => {
  assert.equal(percentile([5], 0.95), 5);
  assert.equal(percentile([1, 2], 0.5), 1);
  assert.equal(formatSpan(3_599_499), '59m 59s');
});
