'use strict';

const { describeRule, includes, next, occurrences, parseRule } = require('../src/index.js');

const dates = (text, options) => occurrences(parseRule(text), options);

describe('occurrences', () => {
  test('every day', () => {
    expect(dates('every day from 2024-02-28 until 2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
  });

  test('every third day, a number of times', () => {
    expect(dates('every 3 days from 2024-01-30 times 3')).toEqual(['2024-01-30', '2024-02-02', '2024-02-05']);
  });

  test('every week on the day of the start', () => {
    expect(dates('every week from 2024-01-03', { limit: 3 })).toEqual(['2024-01-03', '2024-01-10', '2024-01-17']);
  });

  test('every second week on several days', () => {
    expect(dates('every 2 weeks on fri,mon from 2024-01-03 until 2024-01-31')).toEqual([
      '2024-01-05', '2024-01-15', '2024-01-19', '2024-01-29',
    ]);
  });

  test('months without the day are left out', () => {
    expect(dates('every month from 2024-01-31', { limit: 3 })).toEqual(['2024-01-31', '2024-03-31', '2024-05-31']);
  });

  test('several days of a month and the last one', () => {
    expect(dates('every month on 15,1,last from 2024-01-10', { limit: 5 })).toEqual([
      '2024-01-15', '2024-01-31', '2024-02-01', '2024-02-15', '2024-02-29',
    ]);
  });

  test('nth weekday of a month', () => {
    expect(dates('every month on 2nd tue from 2024-01-01', { limit: 3 })).toEqual(['2024-01-09', '2024-02-13', '2024-03-12']);
  });

  test('last weekday of a month', () => {
    expect(dates('every month on last fri from 2024-01-01', { limit: 3 })).toEqual(['2024-01-26', '2024-02-23', '2024-03-29']);
  });

  test('fifth weekday exists only in some months', () => {
    expect(dates('every month on 5th mon from 2024-01-01', { limit: 3 })).toEqual(['2024-01-29', '2024-04-29', '2024-07-29']);
  });

  test('leap day every year', () => {
    expect(dates('every year from 2020-02-29', { limit: 3 })).toEqual(['2020-02-29', '2024-02-29', '2028-02-29']);
  });

  test('every third month over a new year', () => {
    expect(dates('every 3 months from 2023-11-05', { limit: 3 })).toEqual(['2023-11-05', '2024-02-05', '2024-05-05']);
  });

  test('a window cuts both sides', () => {
    expect(dates('every week from 2024-01-01', { first: '2024-01-08', last: '2024-01-22' })).toEqual([
      '2024-01-08', '2024-01-15', '2024-01-22',
    ]);
  });

  test('endless rules need a limit', () => {
    expect(() => dates('every day from 2024-01-01')).toThrow('an endless rule needs last or limit');
  });
});

describe('questions', () => {
  const rule = parseRule('every 2 weeks on mon from 2024-01-01 until 2024-02-01');

  test('next is strictly later', () => {
    expect(next(rule, '2024-01-01')).toBe('2024-01-15');
    expect(next(rule, '2023-06-01')).toBe('2024-01-01');
    expect(next(rule, '2024-01-29')).toBeNull();
  });

  test('includes a single date', () => {
    expect(includes(rule, '2024-01-15')).toBe(true);
    expect(includes(rule, '2024-01-08')).toBe(false);
  });

  test('describes rules in words', () => {
    expect(describeRule(rule)).toBe('every 2 weeks on Monday, until 2024-02-01');
    expect(describeRule(parseRule('every week on mon,wed,sun from 2024-01-01'))).toBe('every week on Monday, Wednesday and Sunday');
    expect(describeRule(parseRule('every month on 2,11,last from 2024-01-01 times 4'))).toBe('every month on the 2nd, 11th and last day, 4 times');
    expect(describeRule(parseRule('every month on last fri from 2024-01-01 times 1'))).toBe('every month on the last Friday, once');
  });
});

describe('parse errors', () => {
  test.each([
    ['each day', 'a rule starts with "every"'],
    ['every day', 'a rule needs "from"'],
    ['every 0 days from 2024-01-01', 'bad interval: 0'],
    ['every fortnight from 2024-01-01', 'unknown unit: fortnight'],
    ['every week on funday from 2024-01-01', 'unknown weekday: funday'],
    ['every month on 32 from 2024-01-01', 'no day of a month: 32'],
    ['every week on 1st mon from 2024-01-01', '"1st mon" needs months'],
    ['every month on 6th mon from 2024-01-01', 'unknown ordinal: 6th'],
    ['every day on mon from 2024-01-01', '"on" does not go with days'],
    ['every day from 2024-02-30', 'no such day: 2024-02-30'],
    ['every day from today', 'not a date: today'],
    ['every day from 2024-01-01 times 0', 'bad times: 0'],
    ['every day from 2024-01-01 from 2024-01-02', '"from" is given twice'],
  ])('refuses %s', (text, message) => {
    expect(() => parseRule(text)).toThrow(message);
  });
});
