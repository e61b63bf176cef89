import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { addDuration, addWorkdays, between, countWorkdays, date, easter, formatDuration, formatWeek, fromWeek, isWorkday, isoWeek, parseDuration, parseWeek, weeksInYear } from '../src/index.js';

describe('ISO weeks', () => {
  it('belong to the year of their Thursday', () => {
    assert.deepEqual(isoWeek(date('2021-01-03')), { year: 2020, week: 53 });
    assert.deepEqual(isoWeek(date('2021-01-04')), { year: 2021, week: 1 });
    assert.deepEqual(isoWeek(date('2024-12-30')), { year: 2025, week: 1 });
  });

  it('are 52 or 53 a year', () => {
    assert.deepEqual([2020, 2021, 2015, 2024].map(weeksInYear), [53, 52, 53, 52]);
  });

  it('turn into dates', () => {
    assert.equal(String(fromWeek(2020, 53, 7)), '2021-01-03');
    assert.equal(String(fromWeek(2025, 1)), '2024-12-30');
    assert.throws(() => fromWeek(2021, 53), /no week 53 in 2021/);
    assert.throws(() => fromWeek(2021, 1, 8), /no weekday 8/);
  });

  it('are read and printed', () => {
    assert.equal(formatWeek(date('2024-02-29')), '2024-W09-4');
    assert.equal(String(parseWeek('2024-W09-4')), '2024-02-29');
    assert.equal(String(parseWeek('2024-W09')), '2024-02-26');
    assert.throws(() => parseWeek('2024-9'), /not a week: 2024-9/);
  });
});

describe('durations', () => {
  it('are parsed', () => {
    assert.deepEqual(parseDuration('P1Y2M3D'), { years: 1, months: 2, days: 3 });
    assert.deepEqual(parseDuration('P2W1D'), { years: 0, months: 0, days: 15 });
    assert.deepEqual(parseDuration('-P1M'), { years: 0, months: -1, days: 0 });
    assert.throws(() => parseDuration('P'), /not a duration: P/);
    assert.throws(() => parseDuration('1D'), SyntaxError);
  });

  it('are printed', () => {
    assert.equal(formatDuration({ years: 1, days: 10 }), 'P1Y10D');
    assert.equal(formatDuration({ months: -2, days: -1 }), '-P2M1D');
    assert.equal(formatDuration({}), 'P0D');
    assert.throws(() => formatDuration({ months: 1, days: -1 }), /mix signs/);
  });

  it('are added months first', () => {
    assert.equal(String(addDuration(date('2024-01-31'), parseDuration('P1M1D'))), '2024-03-01');
    assert.equal(String(addDuration(date('2024-02-29'), { years: 1 })), '2025-02-28');
    assert.equal(String(addDuration(date('2024-03-01'), parseDuration('-P1M1D'))), '2024-01-31');
  });

  it('lie between dates', () => {
    assert.deepEqual(between(date('2020-02-29'), date('2024-03-01')), { years: 4, months: 0, days: 1 });
    assert.deepEqual(between(date('2024-01-31'), date('2024-03-01')), { years: 0, months: 1, days: 1 });
    assert.deepEqual(between(date('2024-01-20'), date('2024-03-10')), { years: 0, months: 1, days: 19 });
    assert.deepEqual(between(date('2024-03-10'), date('2024-01-20')), { years: 0, months: -1, days: -19 });
    assert.deepEqual(between(date('2024-01-01'), date('2024-01-01')), { years: 0, months: 0, days: 0 });
  });
});

describe('working days', () => {
  const holidays = ['2024-05-09', '12-25'];

  it('are Monday to Friday without holidays', () => {
    assert.equal(isWorkday(date('2024-05-10')), true);
    assert.equal(isWorkday(date('2024-05-11')), false);
    assert.equal(isWorkday(date('2024-05-09'), holidays), false);
    assert.equal(isWorkday(date('2023-12-25'), holidays), false);
    assert.equal(isWorkday(date('2023-05-09'), holidays), true);
  });

  it('are added in both directions', () => {
    assert.equal(String(addWorkdays(date('2024-05-08'), 1, holidays)), '2024-05-10');
    assert.equal(String(addWorkdays(date('2024-05-10'), 1)), '2024-05-13');
    assert.equal(String(addWorkdays(date('2024-05-13'), -2, holidays)), '2024-05-08');
    assert.equal(String(addWorkdays(date('2024-05-11'), 0)), '2024-05-11');
  });

  it('are counted with both ends', () => {
    assert.equal(countWorkdays(date('2024-05-06'), date('2024-05-12'), holidays), 4);
    assert.equal(countWorkdays(date('2024-05-06'), date('2024-05-06')), 1);
    assert.equal(countWorkdays(date('2024-05-07'), date('2024-05-06')), 0);
  });

  it('easter moves', () => {
    assert.deepEqual([2024, 2025, 2000, 1981, 2038].map((year) => String(easter(year))), ['2024-03-31', '2025-04-20', '2000-04-23', '1981-04-19', '2038-04-25']);
  });
});
