export { PlainDate, compare, date, dayOfYear, daysBetween, daysInMonth, isLeapYear, weekday } from './calendar.js';
export { addDays, addMonths, eachDay, endOf, startOf } from './step.js';
export { formatWeek, fromWeek, isoWeek, parseWeek, weeksInYear } from './week.js';
export { addDuration, between, formatDuration, parseDuration } from './duration.js';
export { addWorkdays, countWorkdays, easter, isWorkday } from './work.js';
