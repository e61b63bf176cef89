import { PlainDate, daysInMonth, fromDayNumber, toDayNumber, weekday } from './calendar.js';

export function addDays(d, days) {
  return fromDayNumber(toDayNumber(d) + days);
}

export function addMonths(d, months) {
  const index = d.year * 12 + (d.month - 1) + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return new PlainDate(year, month, Math.min(d.day, daysInMonth(year, month)));
}

export function startOf(d, unit) {
  switch (unit) {
    case 'week':
      return addDays(d, 1 - weekday(d));
    case 'month':
      return new PlainDate(d.year, d.month, 1);
    case 'quarter':
      return new PlainDate(d.year, d.month - ((d.month - 1) % 3), 1);
    case 'year':
      return new PlainDate(d.year, 1, 1);
    default:
      throw new TypeError(`unknown unit ${unit}`);
  }
}

export function endOf(d, unit) {
  const start = startOf(d, unit);
  if (unit === 'week') return addDays(start, 6);
  const months = { month: 1, quarter: 3, year: 12 }[unit];
  return addDays(addMonths(start, months), -1);
}

/** All dates from `first` to `last`, both included, every `step` days. */
export function* eachDay(first, last, step = 1) {
  if (step < 1) throw new RangeError('step must be at least 1');
  const end = toDayNumber(last);
  for (let number = toDayNumber(first); number <= end; number += step) yield fromDayNumber(number);
}
