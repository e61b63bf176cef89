import test from 'node:test';
import assert from 'node:assert/strict';
import { describe, matchesCron, nextDate, parseCron, previousDate, upcoming } from '../../src/index.js';

const at = (text) => new Date(`${text}Z`);
const iso = (date) => date.toISOString().slice(0, 16);

test('a weekday step starts at Sunday', () => {
  assert.deepEqual(parseCron('* * * * */2').weekday, [0, 2, 4, 6]);
  assert.deepEqual(parseCron('* * * */5 *').month, [1, 6, 11]);
});

test('December rolls into January', () => {
  assert.equal(iso(nextDate('0 0 * 1 *', at('2024-12-31T23:59:00'))), '2025-01-01T00:00');
  assert.equal(iso(nextDate('59 23 31 12 *', at('2024-12-31T23:58:59'))), '2024-12-31T23:59');
});

test('the last day works backwards', () => {
  assert.equal(iso(previousDate('0 6 L * *', at('2024-03-15T00:00:00'))), '2024-02-29T06:00');
  assert.equal(iso(previousDate('0 6 L * *', at('2100-03-01T00:00:00'))), '2100-02-28T06:00');
});

test('previous crosses a year', () => {
  assert.equal(iso(previousDate('@yearly', at('2024-01-01T00:00:00'))), '2023-01-01T00:00');
  assert.equal(iso(previousDate('@yearly', at('2024-01-01T00:00:00.001'))), '2024-01-01T00:00');
});

test('a parsed schedule can be reused', () => {
  const schedule = parseCron('@hourly');
  assert.equal(matchesCron(schedule, at('2024-05-05T07:00:59')), true);
  assert.equal(matchesCron(schedule, at('2024-05-05T07:01:00')), false);
});

test('upcoming stops when there is nothing', () => {
  assert.deepEqual(upcoming('0 0 30 2 *', at('2024-01-01T00:00:00'), 3), []);
  assert.deepEqual(upcoming('* * * * *', at('2024-01-01T00:00:00'), 0), []);
});

test('uneven minutes are listed', () => {
  assert.equal(describe('0,7 3 * * *'), 'at 03:00 and 03:07');
  assert.equal(describe('*/7 * * * *'), 'every 7 minutes');
  assert.equal(describe('0,5 * * * *'), 'at minute 0 and 5 of every hour');
});

test('weekdays in words', () => {
  assert.equal(describe('0 8 * * 1,3,7'), 'at 08:00 on Sunday, Monday and Wednesday');
});

test('a weekday beyond the week is refused', () => {
  assert.throws(() => parseCron('* * * * 8'), /Bad value "8" \(weekday\)/);
  assert.throws(() => parseCron('*/x * * * *'), /Bad step "x"/);
});
