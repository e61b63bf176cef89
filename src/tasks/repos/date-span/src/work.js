import { PlainDate, compare, weekday } from './calendar.js';
import { addDays, eachDay } from './step.js';

function isHoliday(d, holidays) {
  const text = String(d);
  return holidays.some((holiday) => text === String(holiday) || text.slice(5) === String(holiday));
}

/** Holidays are dates (`2024-05-01`) or days of every year (`05-01`). */
export function isWorkday(d, holidays = []) {
  return weekday(d) <= 5 && !isHoliday(d, holidays);
}

export function addWorkdays(d, count, holidays = []) {
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  let at = d;
  while (left > 0) {
    at = addDays(at, step);
    if (isWorkday(at, holidays)) left -= 1;
  }
  return at;
}

/** Working days from `first` to `last`, both included. */
export function countWorkdays(first, last, holidays = []) {
  if (compare(first, last) > 0) return 0;
  let count = 0;
  for (const d of eachDay(first, last)) {
    if (isWorkday(d, holidays)) count += 1;
  }
  return count;
}

/** Easter Sunday in the Gregorian calendar. */
export function easter(year) {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const skipped = century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25);
  let epact = (19 * golden + skipped + 15) % 30;
  epact -= Math.floor(epact / 28) * (1 - Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const shift = (year + Math.floor(year / 4) + epact + 2 - century + Math.floor(century / 4)) % 7;
  const offset = epact - shift;
  const month = 3 + Math.floor((offset + 40) / 44);
  return new PlainDate(year, month, offset + 28 - 31 * Math.floor(month / 4));
}
