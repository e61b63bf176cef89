'use strict';

const { Calendar, describeRule, includes, next, occurrences, parseRule } = require('../../src/index.js');

const dates = (text, options) => occurrences(parseRule(text), options);

describe('more rules', () => {
  test('a week rule never starts before its start', () => {
    expect(dates('every week on mon,tue,sat from 2024-05-08', { limit: 4 })).toEqual([
      '2024-05-11', '2024-05-13', '2024-05-14', '2024-05-18',
    ]);
  });

  test('first and fourth weekdays', () => {
    expect(dates('every month on 1st sun from 2024-06-01', { limit: 2 })).toEqual(['2024-06-02', '2024-07-07']);
    expect(dates('every 2 months on 4th thu from 2024-09-01', { limit: 2 })).toEqual(['2024-09-26', '2024-11-28']);
  });

  test('the last day of every month', () => {
    expect(dates('every month on last from 2023-01-01 times 4')).toEqual(['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-30']);
  });

  test('until and times together', () => {
    expect(dates('every 10 days from 2024-01-01 until 2024-12-31 times 2')).toEqual(['2024-01-01', '2024-01-11']);
    expect(dates('every 10 days from 2024-01-01 until 2024-01-11 times 9')).toEqual(['2024-01-01', '2024-01-11']);
  });

  test('next of a yearly rule', () => {
    const rule = parseRule('EVERY 2 years FROM 2021-12-24');
    expect(next(rule, '2021-12-24')).toBe('2023-12-24');
    expect(includes(rule, '2022-12-24')).toBe(false);
    expect(includes(rule, '2025-12-24')).toBe(true);
  });

  test('describes the ordinals of the twenties', () => {
    expect(describeRule(parseRule('every month on 3,13,21,22,30 from 2024-01-01'))).toBe(
      'every month on the 3rd, 13th, 21st, 22nd and 30th',
    );
    expect(describeRule(parseRule('every 5 days from 2024-01-01'))).toBe('every 5 days');
  });

  test('skipping one of two conflicts solves it', () => {
    const calendar = new Calendar().add('a', 'every day from 2024-01-01').add('b', 'every 2 days from 2024-01-02');
    expect(calendar.conflicts('2024-01-01', '2024-01-05').map((c) => c.date)).toEqual(['2024-01-02', '2024-01-04']);
    calendar.skip('a', '2024-01-02').move('b', '2024-01-04', '2024-01-09');
    expect(calendar.conflicts('2024-01-01', '2024-01-05')).toEqual([]);
  });

  test('repeated weekdays count once', () => {
    expect(dates('every week on sun,sun from 2024-01-01', { limit: 2 })).toEqual(['2024-01-07', '2024-01-14']);
  });
});
