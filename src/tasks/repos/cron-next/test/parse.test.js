import test from 'node:test';
import assert from 'node:assert/strict';
import { CronError, parseCron } from '../src/index.js';

test('numbers, lists and ranges', () => {
  const { minute, hour } = parseCron('5,1,5 9-12 * * *');
  assert.deepEqual(minute, [1, 5]);
  assert.deepEqual(hour, [9, 10, 11, 12]);
});

test('steps over everything, ranges and from a start', () => {
  const { minute, hour, day } = parseCron('*/20 8-14/3 25/2 * *');
  assert.deepEqual(minute, [0, 20, 40]);
  assert.deepEqual(hour, [8, 11, 14]);
  assert.deepEqual(day, [25, 27, 29, 31]);
});

test('names of months and days', () => {
  const { month, weekday } = parseCron('0 0 * JAN,mar-may mon-Fri');
  assert.deepEqual(month, [1, 3, 4, 5]);
  assert.deepEqual(weekday, [1, 2, 3, 4, 5]);
});

test('seven is Sunday', () => {
  assert.deepEqual(parseCron('* * * * 5-7').weekday, [0, 5, 6]);
  assert.deepEqual(parseCron('* * * * *').weekday, [0, 1, 2, 3, 4, 5, 6]);
});

test('stars are remembered', () => {
  const { anyDay, anyWeekday, lastDay } = parseCron('0 0 L * *');
  assert.deepEqual([anyDay, anyWeekday, lastDay], [false, true, true]);
});

test('nicknames', () => {
  assert.deepEqual(parseCron('@weekly'), parseCron('0 0 * * sun'));
  assert.deepEqual(parseCron(' @Daily '), parseCron('0 0 * * *'));
});

test('bad expressions say why', () => {
  const cases = [
    ['* * * *', 'Expected 5 fields but found 4'],
    ['60 * * * *', 'Bad value "60" (minute)'],
    ['* 24 * * *', 'Bad value "24" (hour)'],
    ['* * 0 * *', 'Bad value "0" (day)'],
    ['* * * foo *', 'Bad value "foo" (month)'],
    ['*/0 * * * *', 'Bad step "0" (minute)'],
    ['5-1 * * * *', 'Range "5-1" goes backwards (minute)'],
    ['1-2-3 * * * *', 'Bad range "1-2-3" (minute)'],
    ['1/2/3 * * * *', 'Too many steps in "1/2/3" (minute)'],
    ['@often', 'Unknown nickname "@often"'],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseCron(text), (error) => error instanceof CronError && error.message === message, text);
  }
});
