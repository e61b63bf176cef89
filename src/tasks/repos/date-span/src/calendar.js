const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MS = 86400000;

export function isLeapYear(year) {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year, month) {
  if (month < 1 || month > 12) throw new RangeError(`no month ${month}`);
  return month === 2 && isLeapYear(year) ? 29 : LENGTHS[month - 1];
}

/** Days since 1970-01-01. */
export function toDayNumber({ year, month, day }) {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

export function fromDayNumber(number) {
  const moment = new Date(number * DAY_MS);
  return new PlainDate(moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate());
}

const pad = (value, length = 2) => String(value).padStart(length, '0');

export class PlainDate {
  constructor(year, month, day) {
    if (day < 1 || day > daysInMonth(year, month)) throw new RangeError(`no day ${day} in ${year}-${pad(month)}`);
    this.year = year;
    this.month = month;
    this.day = day;
    Object.freeze(this);
  }

  toString() {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`;
  }

  toJSON() {
    return this.toString();
  }
}

export function date(input, month, day) {
  if (input instanceof PlainDate) return input;
  if (typeof input === 'number') return new PlainDate(input, month, day);
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(input);
  if (!match) throw new SyntaxError(`not a date: ${input}`);
  return new PlainDate(Number(match[1]), Number(match[2]), Number(match[3]));
}

export function compare(a, b) {
  return Math.sign(toDayNumber(a) - toDayNumber(b));
}

export function daysBetween(a, b) {
  return toDayNumber(b) - toDayNumber(a);
}

export function dayOfYear(d) {
  return daysBetween(new PlainDate(d.year, 1, 1), d) + 1;
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(d) {
  return ((((toDayNumber(d) + 3) % 7) + 7) % 7) + 1;
}
