import { PlainDate, dayOfYear, weekday } from './calendar.js';
import { addDays, startOf } from './step.js';

/** The Thursday decides which year a week belongs to. */
export function isoWeek(d) {
  const thursday = addDays(d, 4 - weekday(d));
  return { year: thursday.year, week: Math.ceil(dayOfYear(thursday) / 7) };
}

export function weeksInYear(year) {
  return isoWeek(new PlainDate(year, 12, 28)).week;
}

export function fromWeek(year, week, day = 1) {
  if (week < 1 || week > weeksInYear(year)) throw new RangeError(`no week ${week} in ${year}`);
  if (day < 1 || day > 7) throw new RangeError(`no weekday ${day}`);
  const firstMonday = startOf(new PlainDate(year, 1, 4), 'week');
  return addDays(firstMonday, (week - 1) * 7 + (day - 1));
}

export function formatWeek(d) {
  const { year, week } = isoWeek(d);
  return `${year}-W${String(week).padStart(2, '0')}-${weekday(d)}`;
}

export function parseWeek(text) {
  const match = /^(\d{4})-W(\d{2})(?:-(\d))?$/.exec(text);
  if (!match) throw new SyntaxError(`not a week: ${text}`);
  return fromWeek(Number(match[1]), Number(match[2]), match[3] === undefined ? 1 : Number(match[3]));
}
