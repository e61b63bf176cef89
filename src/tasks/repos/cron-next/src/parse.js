import { CronError, FIELDS, parseField } from './fields.js';

const NICKNAMES = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

export function parseCron(text) {
  const trimmed = text.trim().toLowerCase();
  const source = NICKNAMES[trimmed] ?? trimmed;
  if (source.startsWith('@')) throw new CronError(`Unknown nickname "${source}"`);
  const parts = source.split(/\s+/);
  if (parts.length !== FIELDS.length) throw new CronError(`Expected 5 fields but found ${parts.length}`);

  const lastDay = parts[2].split(',').includes('l');
  const days = parts[2].split(',').filter((part) => part !== 'l');
  const [minute, hour, , month, weekday] = FIELDS.map((field, i) => (i === 2 ? [] : parseField(parts[i], field)));
  return {
    minute,
    hour,
    day: days.length === 0 ? [] : parseField(days.join(','), FIELDS[2]),
    month,
    weekday,
    lastDay,
    anyDay: parts[2] === '*',
    anyWeekday: parts[4] === '*',
  };
}

export function toSchedule(cron) {
  return typeof cron === 'string' ? parseCron(cron) : cron;
}
