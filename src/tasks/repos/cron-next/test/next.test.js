import test from 'node:test';
import assert from 'node:assert/strict';
import { matchesCron, nextDate, previousDate, upcoming } from '../src/index.js';

const at = (text) => new Date(`${text}Z`);
const next = (cron, from) => nextDate(cron, at(from)).toISOString().slice(0, 16);
const previous = (cron, from) => previousDate(cron, at(from)).toISOString().slice(0, 16);

test('the next minute is after now', () => {
  assert.equal(next('* * * * *', '2024-01-01T00:00:00'), '2024-01-01T00:01');
  assert.equal(next('* * * * *', '2024-01-01T00:00:59'), '2024-01-01T00:01');
});

test('an exact hit moves on to the next one', () => {
  assert.equal(next('30 9 * * *', '2024-01-01T09:30:00'), '2024-01-02T09:30');
  assert.equal(next('30 9 * * *', '2024-01-01T09:29:59'), '2024-01-01T09:30');
});

test('hours and minutes are searched together', () => {
  assert.equal(next('15,45 8,20 * * *', '2024-01-01T08:50:00'), '2024-01-01T20:15');
});

test('months and years roll over', () => {
  assert.equal(next('0 0 1 1 *', '2024-01-01T00:00:00'), '2025-01-01T00:00');
  assert.equal(next('0 12 31 * *', '2024-04-01T00:00:00'), '2024-05-31T12:00');
});

test('leap days are found', () => {
  assert.equal(next('0 0 29 2 *', '2024-02-29T00:00:00'), '2028-02-29T00:00');
  assert.equal(next('0 0 29 2 *', '2097-01-01T00:00:00'), '2104-02-29T00:00');
});

test('the last day of the month', () => {
  assert.equal(next('0 0 L * *', '2023-02-10T00:00:00'), '2023-02-28T00:00');
  assert.equal(next('0 0 L * *', '2024-02-28T00:00:00'), '2024-02-29T00:00');
  assert.equal(next('0 0 15,L 4 *', '2024-04-16T00:00:00'), '2024-04-30T00:00');
});

test('weekdays', () => {
  assert.equal(next('30 9 * * mon-fri', '2024-03-01T10:00:00'), '2024-03-04T09:30');
  assert.equal(next('0 0 * * 7', '2024-03-01T00:00:00'), '2024-03-03T00:00');
});

test('day or weekday is enough', () => {
  assert.equal(next('0 0 13 * fri', '2024-09-01T00:00:00'), '2024-09-06T00:00');
  assert.equal(next('0 0 10 * fri', '2024-09-07T00:00:00'), '2024-09-10T00:00');
});

test('what never comes is null', () => {
  assert.equal(nextDate('0 0 31 2 *', at('2024-01-01T00:00:00')), null);
  assert.equal(previousDate('0 0 30 2 *', at('2024-01-01T00:00:00')), null);
});

test('the previous time is before now', () => {
  assert.equal(previous('30 9 * * *', '2024-01-01T09:30:00'), '2023-12-31T09:30');
  assert.equal(previous('30 9 * * *', '2024-01-01T09:30:01'), '2024-01-01T09:30');
  assert.equal(previous('0 0 29 2 *', '2024-01-01T00:00:00'), '2020-02-29T00:00');
  assert.equal(previous('59 23 * 11 sat', '2024-11-01T00:00:00'), '2023-11-25T23:59');
});

test('upcoming lists several', () => {
  const dates = upcoming('0 */12 * * *', at('2024-02-28T13:00:00'), 3);
  assert.deepEqual(dates.map((date) => date.toISOString().slice(5, 13)), ['02-29T00', '02-29T12', '03-01T00']);
});

test('matching looks at all five fields', () => {
  const cron = '30 9 4 3 *';
  assert.equal(matchesCron(cron, at('2024-03-04T09:30:44')), true);
  for (const text of ['2024-03-04T09:31:00', '2024-03-04T10:30:00', '2024-03-05T09:30:00', '2024-04-04T09:30:00']) {
    assert.equal(matchesCron(cron, at(text)), false, text);
  }
});
