'use strict';

const DAY = 86400000;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function toNumber(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new SyntaxError(`not a date: ${text}`);
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || toText(time / DAY) !== text) throw new RangeError(`no such day: ${text}`);
  return time / DAY;
}

function toText(number) {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/** 0 is Monday. */
function weekdayOf(number) {
  return (((number + 3) % 7) + 7) % 7;
}

function monthOf(number) {
  const moment = new Date(number * DAY);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth(), day: moment.getUTCDate() };
}

function dayNumber(year, month, day) {
  return Date.UTC(year, month, day) / DAY;
}

function monthLength(year, month) {
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

module.exports = { WEEKDAYS, dayNumber, monthLength, monthOf, toNumber, toText, weekdayOf };
