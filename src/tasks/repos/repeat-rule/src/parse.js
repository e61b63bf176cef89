'use strict';

const { WEEKDAYS, toNumber } = require('./days');

const UNITS = ['day', 'week', 'month', 'year'];
const ORDINALS = { '1st': 1, '2nd': 2, '3rd': 3, '4th': 4, '5th': 5, last: -1 };

function parseUnit(word) {
  const unit = String(word).replace(/s$/, '');
  if (!UNITS.includes(unit)) throw new SyntaxError(`unknown unit: ${word}`);
  return unit;
}

function parseWeekday(word) {
  const index = WEEKDAYS.indexOf(word);
  if (index === -1) throw new SyntaxError(`unknown weekday: ${word}`);
  return index;
}

function parseMonthDay(word) {
  if (word === 'last') return -1;
  const day = Number(word);
  if (!Number.isInteger(day) || day < 1 || day > 31) throw new RangeError(`no day of a month: ${word}`);
  return day;
}

function parseOn(unit, words) {
  if (words.length === 2) {
    const nth = ORDINALS[words[0]];
    if (nth === undefined) throw new SyntaxError(`unknown ordinal: ${words[0]}`);
    if (unit !== 'month') throw new SyntaxError(`"${words.join(' ')}" needs months`);
    return { kind: 'nth', nth, weekday: parseWeekday(words[1]) };
  }
  const list = words[0].split(',');
  if (unit === 'week') return { kind: 'weekdays', days: [...new Set(list.map(parseWeekday))].sort((a, b) => a - b) };
  if (unit === 'month') return { kind: 'monthdays', days: list.map(parseMonthDay) };
  throw new SyntaxError(`"on" does not go with ${unit}s`);
}

function sections(words) {
  const found = { head: [] };
  let current = found.head;
  for (const word of words) {
    if (['on', 'from', 'until', 'times'].includes(word)) {
      if (found[word]) throw new SyntaxError(`"${word}" is given twice`);
      current = found[word] = [];
    } else {
      current.push(word);
    }
  }
  return found;
}

function parseRule(text) {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.shift() !== 'every') throw new SyntaxError('a rule starts with "every"');
  const { head, on, from, until, times } = sections(words);
  const every = head.length > 1 ? Number(head[0]) : 1;
  if (!Number.isInteger(every) || every < 1) throw new RangeError(`bad interval: ${head[0]}`);
  const unit = parseUnit(head[head.length - 1]);
  if (!from) throw new SyntaxError('a rule needs "from"');
  const rule = { every, unit, on: on ? parseOn(unit, on) : null, from: toNumber(from[0]), until: Infinity, times: Infinity };
  if (until) rule.until = toNumber(until[0]);
  if (times) rule.times = Number(times[0]);
  if (Number.isNaN(rule.times) || rule.times < 1) throw new RangeError(`bad times: ${times[0]}`);
  return rule;
}

module.exports = { parseRule };
