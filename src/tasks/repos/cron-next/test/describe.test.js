import test from 'node:test';
import assert from 'node:assert/strict';
import { describe } from '../src/index.js';

test('steps in words', () => {
  assert.equal(describe('* * * * *'), 'every minute');
  assert.equal(describe('*/15 * * * *'), 'every 15 minutes');
  assert.equal(describe('*/15 8-17 * * *'), 'every 15 minutes from 08:00 to 17:59');
  assert.equal(describe('* 1,5 * * *'), 'every minute in the hours 1 and 5');
});

test('times in words', () => {
  assert.equal(describe('5 9 * * *'), 'at 09:05');
  assert.equal(describe('5,30 9,17 * * *'), 'at 09:05, 09:30, 17:05 and 17:30');
  assert.equal(describe('10 * * * *'), 'at minute 10 of every hour');
});

test('days and months in words', () => {
  assert.equal(describe('0 0 1,L * *'), 'at 00:00 on day 1 and the last day');
  assert.equal(describe('0 0 13 * fri'), 'at 00:00 on day 13 or on Friday');
  assert.equal(describe('0 0 * 6-8 *'), 'at 00:00 in June, July and August');
});
