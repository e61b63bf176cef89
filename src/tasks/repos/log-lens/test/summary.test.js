import test from 'node:test';
import assert from 'node:assert/strict';
import { formatSpan, parseLog, patternOf, percentile, report, summarize } from '../src/index.js';

const log = `2024-01-01T10:00:10Z INFO [api] Request 17 took 120ms
2024-01-01T10:01:05Z INFO [api] Request 18 took 80ms
2024-01-01T10:01:10Z ERROR [db] Timeout after 3s
2024-01-01T10:01:40Z WARN [api] Request 19 took 200ms
no time here`;

test('patterns hide what changes', () => {
  assert.equal(patternOf('User 17 saw "x y" in 1.5ms'), 'User <n> saw <text> in <n>ms');
  assert.equal(patternOf('commit deadbeef01\nmore 1'), 'commit <id>');
});

test('percentiles take the nearest rank', () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  assert.deepEqual([0, 0.5, 0.9, 0.95, 1].map((share) => percentile(values, share)), [1, 5, 9, 10, 10]);
  assert.equal(percentile([], 0.5), null);
});

test('a summary counts everything', () => {
  const summary = summarize(parseLog(log));
  assert.equal(summary.total, 4);
  assert.deepEqual(summary.levels, { trace: 0, debug: 0, info: 2, warn: 1, error: 1, fatal: 0 });
  assert.deepEqual(summary.sources, [['api', 3], ['db', 1]]);
  assert.deepEqual(summary.groups, [['Request <n> took <n>ms', 3], ['Timeout after <n>s', 1]]);
  assert.deepEqual(summary.busiest, { start: Date.UTC(2024, 0, 1, 10, 1), size: 3 });
  assert.equal(summary.span, 90000);
  assert.equal(summary.errorRate, 25);
  assert.deepEqual(summary.durations, { count: 4, mean: 850, median: 120, p95: 3000, max: 3000 });
});

test('a summary takes a bucket and a top', () => {
  const summary = summarize(parseLog(log), { bucket: 10_000, top: 1 });
  assert.deepEqual(summary.busiest, { start: Date.UTC(2024, 0, 1, 10, 0, 10), size: 1 });
  assert.deepEqual(summary.sources, [['api', 3]]);
});

test('a summary of nothing', () => {
  const summary = summarize([]);
  assert.deepEqual([summary.total, summary.span, summary.errorRate, summary.busiest, summary.durations], [0, 0, 0, null, null]);
  assert.equal(report(summary), 'No entries.\n');
});

test('spans in words', () => {
  assert.deepEqual([0, 400, 59_600, 61_000, 3_600_000, 7_385_000].map(formatSpan), ['0s', '0s', '1m', '1m 1s', '1h', '2h 3m 5s']);
});

test('the report puts it together', () => {
  assert.equal(
    report(summarize(parseLog(log))),
    `4 entries in 1m 30s, 25% errors

Levels
  1  error
  1  warn
  2  info

Sources
  3  api
  1  db

Messages
  3  Request <n> took <n>ms
  1  Timeout after <n>s

Busiest: 2024-01-01 10:01 (3)
Durations: median 120 ms, p95 3000 ms, max 3000 ms
`,
  );
});
