import { TodoError } from './errors.js';

const DAY = 86_400_000;

/** Accepts YYYY-MM-DD when that day exists. */
export function checkDate(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match) {
    const [, year, month, day] = match.map(Number);
    const date = new Date(Date.UTC(year, month - 1, day));
    if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return text;
  }
  throw new TodoError(`"${text}" is not a date like 2024-05-01`);
}

export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

export function dueLabel(due, today) {
  const days = daysBetween(today, due);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days < 0) return `${-days} ${days === -1 ? 'day' : 'days'} late`;
  return days < 7 ? `in ${days} days` : due;
}
