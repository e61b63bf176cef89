import { toSchedule } from './parse.js';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const pad = (number) => String(number).padStart(2, '0');

function list(words) {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** The step of an even series that fills the whole field, else 0. */
function stepOf(values, size) {
  if (values.length < 2 || values[0] !== 0) return 0;
  const step = values[1] - values[0];
  const even = values.every((value, i) => value === i * step);
  return even && values.length === Math.ceil(size / step) ? step : 0;
}

function isRun(values) {
  return values.length > 2 && values.every((value, i) => value === values[0] + i);
}

function describeTime({ minute, hour }) {
  const step = stepOf(minute, 60);
  const everyHour = hour.length === 24;
  if (step > 0) {
    const base = step === 1 ? 'every minute' : `every ${step} minutes`;
    if (everyHour) return base;
    if (isRun(hour)) return `${base} from ${pad(hour[0])}:00 to ${pad(hour[hour.length - 1])}:59`;
    return `${base} in the hours ${list(hour.map(String))}`;
  }
  if (everyHour) return `at minute ${list(minute.map(String))} of every hour`;
  return `at ${list(hour.flatMap((h) => minute.map((m) => `${pad(h)}:${pad(m)}`)))}`;
}

function describeDays({ day, lastDay, anyDay, weekday, anyWeekday }) {
  const days = [...day.map(String), ...(lastDay ? ['the last day'] : [])];
  const byDay = anyDay ? '' : `on day ${list(days)}`;
  const byWeekday = anyWeekday ? '' : `on ${list(weekday.map((number) => DAYS[number]))}`;
  return [byDay, byWeekday].filter(Boolean).join(' or ');
}

export function describe(cron) {
  const schedule = toSchedule(cron);
  const months = schedule.month.length === 12 ? '' : `in ${list(schedule.month.map((number) => MONTHS[number - 1]))}`;
  return [describeTime(schedule), describeDays(schedule), months].filter(Boolean).join(' ');
}
