import { compare, daysBetween } from './calendar.js';
import { addDays, addMonths } from './step.js';

const PATTERN = /^(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/;

export function parseDuration(text) {
  const match = PATTERN.exec(text);
  if (!match || text.endsWith('P')) throw new SyntaxError(`not a duration: ${text}`);
  const sign = match[1] === '-' ? -1 : 1;
  const [years, months, weeks, days] = match.slice(2).map((part) => sign * Number(part ?? 0) + 0);
  return { years, months, days: weeks * 7 + days };
}

export function formatDuration({ years = 0, months = 0, days = 0 }) {
  const parts = [
    [years, 'Y'],
    [months, 'M'],
    [days, 'D'],
  ].filter(([value]) => value !== 0);
  if (parts.length === 0) return 'P0D';
  const negative = parts.every(([value]) => value < 0);
  if (!negative && parts.some(([value]) => value < 0)) throw new RangeError('a duration cannot mix signs');
  return `${negative ? '-' : ''}P${parts.map(([value, letter]) => Math.abs(value) + letter).join('')}`;
}

/** Months first, then days. */
export function addDuration(d, { years = 0, months = 0, days = 0 }) {
  return addDays(addMonths(d, years * 12 + months), days);
}

/** Whole years and months from `a` to `b` and the days that are left. */
export function between(a, b) {
  if (compare(a, b) > 0) return negate(between(b, a));
  let months = (b.year - a.year) * 12 + b.month - a.month;
  if (compare(addMonths(a, months), b) > 0) months -= 1;
  const days = daysBetween(addMonths(a, months), b);
  return { years: Math.floor(months / 12), months: months % 12, days };
}

function negate({ years, months, days }) {
  return { years: 0 - years, months: 0 - months, days: 0 - days };
}
