import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { addDays, addMonths, compare, date, dayOfYear, daysBetween, daysInMonth, eachDay, endOf, isLeapYear, startOf, weekday } from '../src/index.js';

describe('calendar', () => {
  it('knows leap years', () => {
    assert.deepEqual([2023, 2024, 1900, 2000].map(isLeapYear), [false, true, false, true]);
  });

  it('knows the length of months', () => {
    assert.equal(daysInMonth(2024, 2), 29);
    assert.equal(daysInMonth(2023, 2), 28);
    assert.equal(daysInMonth(2023, 12), 31);
    assert.equal(daysInMonth(2023, 4), 30);
    assert.throws(() => daysInMonth(2023, 13), /no month 13/);
  });

  it('reads and prints dates', () => {
    assert.deepEqual({ ...date('2024-02-29') }, { year: 2024, month: 2, day: 29 });
    assert.equal(String(date(987, 6, 5)), '0987-06-05');
    assert.equal(JSON.stringify({ d: date('2024-01-02') }), '{"d":"2024-01-02"}');
  });

  it('refuses dates that do not exist', () => {
    assert.throws(() => date('2023-02-29'), /no day 29 in 2023-02/);
    assert.throws(() => date('2023-00-10'), RangeError);
    assert.throws(() => date('2023-01-00'), RangeError);
    assert.throws(() => date('01.02.2023'), /not a date: 01.02.2023/);
  });

  it('compares and measures', () => {
    assert.equal(compare(date('2024-01-01'), date('2023-12-31')), 1);
    assert.equal(compare(date('2024-01-01'), date('2024-01-01')), 0);
    assert.equal(daysBetween(date('2024-02-01'), date('2024-03-01')), 29);
    assert.equal(daysBetween(date('2024-03-01'), date('2024-02-28')), -2);
  });

  it('counts days of the year', () => {
    assert.equal(dayOfYear(date('2024-01-01')), 1);
    assert.equal(dayOfYear(date('2024-12-31')), 366);
    assert.equal(dayOfYear(date('2023-03-01')), 60);
  });

  it('knows weekdays, also before 1970', () => {
    assert.equal(weekday(date('2024-01-01')), 1);
    assert.equal(weekday(date('2024-01-07')), 7);
    assert.equal(weekday(date('1969-07-20')), 7);
    assert.equal(weekday(date('1970-01-01')), 4);
  });
});

describe('steps', () => {
  it('adds days across months', () => {
    assert.equal(String(addDays(date('2024-02-28'), 2)), '2024-03-01');
    assert.equal(String(addDays(date('2024-01-01'), -1)), '2023-12-31');
  });

  it('clamps to the end of a month', () => {
    assert.equal(String(addMonths(date('2024-01-31'), 1)), '2024-02-29');
    assert.equal(String(addMonths(date('2024-03-31'), -1)), '2024-02-29');
    assert.equal(String(addMonths(date('2024-01-15'), 1)), '2024-02-15');
  });

  it('adds months across years', () => {
    assert.equal(String(addMonths(date('2024-11-30'), 3)), '2025-02-28');
    assert.equal(String(addMonths(date('2024-01-10'), -13)), '2022-12-10');
    assert.equal(String(addMonths(date('2024-12-10'), 12)), '2025-12-10');
  });

  it('finds the start of a unit', () => {
    const d = date('2024-08-15');
    assert.equal(['week', 'month', 'quarter', 'year'].map((unit) => String(startOf(d, unit))).join(), '2024-08-12,2024-08-01,2024-07-01,2024-01-01');
    assert.throws(() => startOf(d, 'decade'), /unknown unit decade/);
  });

  it('finds the end of a unit', () => {
    const d = date('2024-02-10');
    assert.equal(['week', 'month', 'quarter', 'year'].map((unit) => String(endOf(d, unit))).join(), '2024-02-11,2024-02-29,2024-03-31,2024-12-31');
  });

  it('lists days', () => {
    const days = [...eachDay(date('2024-02-27'), date('2024-03-02'), 2)].map(String);
    assert.deepEqual(days, ['2024-02-27', '2024-02-29', '2024-03-02']);
    assert.deepEqual([...eachDay(date('2024-01-02'), date('2024-01-01'))], []);
    assert.throws(() => [...eachDay(date('2024-01-02'), date('2024-01-01'), 0)], RangeError);
  });
});
