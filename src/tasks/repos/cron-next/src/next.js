import { DAY, HOUR, MINUTE, daysInMonth, floorTo, partsOf, startOfMonth } from './calendar.js';
import { toSchedule } from './parse.js';

const MAX_YEARS = 28;

export function fitsDay(schedule, { year, month, day, weekday }) {
  const byDay = schedule.day.includes(day) || (schedule.lastDay && day === daysInMonth(year, month));
  const byWeekday = schedule.weekday.includes(weekday);
  if (schedule.anyDay && schedule.anyWeekday) return true;
  if (schedule.anyDay) return byWeekday;
  if (schedule.anyWeekday) return byDay;
  return byDay || byWeekday;
}

export function matchesCron(cron, date) {
  const schedule = toSchedule(cron);
  const parts = partsOf(date);
  return (
    schedule.month.includes(parts.month) &&
    fitsDay(schedule, parts) &&
    schedule.hour.includes(parts.hour) &&
    schedule.minute.includes(parts.minute)
  );
}

/** The first time after `from`, or null when there is none for many years. */
export function nextDate(cron, from) {
  const schedule = toSchedule(cron);
  let at = new Date(floorTo(from, MINUTE).getTime() + MINUTE);
  const lastYear = at.getUTCFullYear() + MAX_YEARS;

  while (at.getUTCFullYear() <= lastYear) {
    const parts = partsOf(at);
    if (!schedule.month.includes(parts.month)) {
      at = parts.month === 12 ? startOfMonth(parts.year + 1, 1) : startOfMonth(parts.year, parts.month + 1);
    } else if (!fitsDay(schedule, parts)) {
      at = new Date(floorTo(at, DAY).getTime() + DAY);
    } else if (!schedule.hour.includes(parts.hour)) {
      at = new Date(floorTo(at, HOUR).getTime() + HOUR);
    } else if (!schedule.minute.includes(parts.minute)) {
      at = new Date(at.getTime() + MINUTE);
    } else {
      return at;
    }
  }
  return null;
}

/** The last time before `from`. */
export function previousDate(cron, from) {
  const schedule = toSchedule(cron);
  let at = floorTo(new Date(from.getTime() - 1), MINUTE);
  const firstYear = at.getUTCFullYear() - MAX_YEARS;

  while (at.getUTCFullYear() >= firstYear) {
    const parts = partsOf(at);
    if (!schedule.month.includes(parts.month)) {
      at = new Date(startOfMonth(parts.year, parts.month).getTime() - MINUTE);
    } else if (!fitsDay(schedule, parts)) {
      at = new Date(floorTo(at, DAY).getTime() - MINUTE);
    } else if (!schedule.hour.includes(parts.hour)) {
      at = new Date(floorTo(at, HOUR).getTime() - MINUTE);
    } else if (!schedule.minute.includes(parts.minute)) {
      at = new Date(at.getTime() - MINUTE);
    } else {
      return at;
    }
  }
  return null;
}

export function upcoming(cron, from, count) {
  const schedule = toSchedule(cron);
  const dates = [];
  let at = from;
  while (dates.length < count) {
    at = nextDate(schedule, at);
    if (at === null) break;
    dates.push(at);
  }
  return dates;
}
