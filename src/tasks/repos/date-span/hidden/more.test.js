import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { addDays, addMonths, addWorkdays, between, countWorkdays, date, dayOfYear, easter, eachDay, endOf, formatWeek, isoWeek, parseDuration, parseWeek, startOf, weekday } from '../../src/index.js';

describe('more dates', () => {
  it('weekdays repeat every seven days', () => {
    for (let i = -20; i < 20; i += 1) assert.equal(weekday(addDays(date('1970-01-05'), i * 7)), 1);
    assert.equal(weekday(date('2000-02-29')), 2);
  });

  it('weeks are printed and read back over a new year', () => {
    for (const d of eachDay(date('2026-12-20'), date('2027-01-12'))) {
      assert.equal(String(parseWeek(formatWeek(d))), String(d));
    }
    assert.deepEqual(isoWeek(date('2027-01-01')), { year: 2026, week: 53 });
  });

  it('every month clamps from the thirty-first', () => {
    const ends = Array.from({ length: 12 }, (_, i) => addMonths(date('2023-12-31'), i + 1).day);
    assert.deepEqual(ends, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  });

  it('quarters start in months 1, 4, 7 and 10', () => {
    assert.equal(String(startOf(date('2023-12-31'), 'quarter')), '2023-10-01');
    assert.equal(String(startOf(date('2023-06-01'), 'quarter')), '2023-04-01');
    assert.equal(String(endOf(date('2023-11-05'), 'quarter')), '2023-12-31');
  });

  it('a Sunday ends its week', () => {
    assert.equal(String(startOf(date('2024-09-01'), 'week')), '2024-08-26');
    assert.equal(String(endOf(date('2024-09-01'), 'week')), '2024-09-01');
  });

  it('counts a whole year of work', () => {
    assert.equal(countWorkdays(date('2023-01-01'), date('2023-12-31')), 260);
    assert.equal(String(addWorkdays(date('2023-01-01'), 260)), '2023-12-29');
    assert.equal(dayOfYear(date('2023-12-29')), 363);
  });

  it('age in years before and on a birthday', () => {
    assert.equal(between(date('1990-06-15'), date('2024-06-14')).years, 33);
    assert.deepEqual(between(date('1990-06-15'), date('2024-06-15')), { years: 34, months: 0, days: 0 });
    assert.deepEqual(between(date('1990-06-15'), date('2024-05-20')), { years: 33, months: 11, days: 5 });
  });

  it('parses weeks and negative parts', () => {
    assert.deepEqual(parseDuration('-P1Y1W'), { years: -1, months: 0, days: -7 });
    assert.deepEqual(parseDuration('P0D'), { years: 0, months: 0, days: 0 });
  });

  it('easter is always a Sunday', () => {
    for (let year = 1950; year < 2060; year += 1) assert.equal(weekday(easter(year)), 7);
    assert.equal(String(easter(1954)), '1954-04-18');
    assert.equal(String(easter(2008)), '2008-03-23');
  });
});
