import test from 'node:test';
import assert from 'node:assert/strict';
import { parseLog, query, QueryError } from '../src/index.js';

const entries = parseLog(`2024-01-01T10:00:00Z DEBUG [cache] miss key=a size=10
2024-01-01T10:00:30Z INFO [api.users] Request took 120ms status=200
2024-01-01T10:01:00Z WARN [api.orders] Request took 900ms status=404
2024-01-01T10:01:30Z ERROR [db] Timeout after 3s status=500 key="a b"`);
const find = (text) => query(entries, text).map((entry) => entries.indexOf(entry));

test('an empty query finds all', () => {
  assert.deepEqual(find(''), [0, 1, 2, 3]);
});

test('words ignore case and must all be there', () => {
  assert.deepEqual(find('request'), [1, 2]);
  assert.deepEqual(find('request 900ms'), [2]);
});

test('phrases keep their spaces', () => {
  assert.deepEqual(find('"took 120"'), [1]);
  assert.deepEqual(find('"120 took"'), []);
});

test('levels are compared by rank', () => {
  assert.deepEqual(find('level>=warn'), [2, 3]);
  assert.deepEqual(find('level<info'), [0]);
  assert.deepEqual(find('level:warning'), [2]);
  assert.deepEqual(find('level!=error'), [0, 1, 2]);
});

test('sources match by beginning or exactly', () => {
  assert.deepEqual(find('source:api'), [1, 2]);
  assert.deepEqual(find('source=api'), []);
  assert.deepEqual(find('source=db'), [3]);
});

test('fields compare with numbers and text', () => {
  assert.deepEqual(find('status>=404'), [2, 3]);
  assert.deepEqual(find('status<404'), [1]);
  assert.deepEqual(find('status>404'), [3]);
  assert.deepEqual(find('size<=10'), [0]);
  assert.deepEqual(find('key="a b"'), [3]);
});

test('a minus negates', () => {
  assert.deepEqual(find('-request'), [0, 3]);
  assert.deepEqual(find('-status>0 -level=error'), [0]);
});

test('times include the start and exclude the end', () => {
  assert.deepEqual(find('after:2024-01-01T10:00:30 before:2024-01-01T10:01:30Z'), [1, 2]);
});

test('bad queries are refused', () => {
  assert.throws(() => find('level>=loud'), (error) => error instanceof QueryError && /Unknown level "loud"/.test(error.message));
  assert.throws(() => find('after:noon'), /Cannot read the time "noon"/);
});
