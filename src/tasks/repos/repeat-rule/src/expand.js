'use strict';

const { dayNumber, monthLength, monthOf, toNumber, toText, weekdayOf } = require('./days');

const SEARCH_LIMIT = 5000;

function nthWeekday(year, month, nth, weekday) {
  const length = monthLength(year, month);
  if (nth === -1) {
    const last = dayNumber(year, month, length);
    return last - ((weekdayOf(last) - weekday + 7) % 7);
  }
  const first = dayNumber(year, month, 1);
  const offset = ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7;
  return offset < length ? first + offset : null;
}

function daysOfMonth(rule, year, month, startDay) {
  const length = monthLength(year, month);
  if (rule.on && rule.on.kind === 'nth') {
    const day = nthWeekday(year, month, rule.on.nth, rule.on.weekday);
    return day === null ? [] : [day];
  }
  const days = rule.on ? rule.on.days : [startDay];
  const real = days.map((day) => (day === -1 ? length : day)).filter((day) => day <= length);
  return [...new Set(real)].sort((a, b) => a - b).map((day) => dayNumber(year, month, day));
}

/** The candidates of the n-th period of a rule, ascending. */
function period(rule, n) {
  const step = n * rule.every;
  const start = monthOf(rule.from);
  switch (rule.unit) {
    case 'day':
      return [rule.from + step];
    case 'week': {
      const monday = rule.from - weekdayOf(rule.from) + step * 7;
      const days = rule.on ? rule.on.days : [weekdayOf(rule.from)];
      return days.map((day) => monday + day);
    }
    case 'month': {
      const index = start.year * 12 + start.month + step;
      return daysOfMonth(rule, Math.floor(index / 12), index % 12, start.day);
    }
    default:
      return daysOfMonth(rule, start.year + step, start.month, start.day);
  }
}

function* expand(rule) {
  let count = 0;
  for (let n = 0; n < SEARCH_LIMIT; n += 1) {
    for (const day of period(rule, n)) {
      if (day < rule.from) continue;
      if (day > rule.until || count >= rule.times) return;
      count += 1;
      yield day;
    }
  }
}

function occurrences(rule, { first, last, limit = Infinity } = {}) {
  if (last === undefined && limit === Infinity && rule.until === Infinity && rule.times === Infinity) {
    throw new RangeError('an endless rule needs last or limit');
  }
  const low = first === undefined ? -Infinity : toNumber(first);
  const high = last === undefined ? Infinity : toNumber(last);
  const out = [];
  for (const day of expand(rule)) {
    if (day > high || out.length >= limit) break;
    if (day >= low) out.push(toText(day));
  }
  return out;
}

/** The first occurrence after `date`, or null. */
function next(rule, date) {
  const after = toNumber(date);
  for (const day of expand(rule)) {
    if (day > after) return toText(day);
  }
  return null;
}

function includes(rule, date) {
  return occurrences(rule, { first: date, last: date }).length === 1;
}

module.exports = { expand, includes, next, occurrences };
