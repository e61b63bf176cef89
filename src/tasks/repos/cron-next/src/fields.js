const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export const FIELDS = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'weekday', min: 0, max: 7, words: DAYS },
];

export class CronError extends Error {
  constructor(message) {
    super(message);
    this.name = 'CronError';
  }
}

/** Reads one field into a sorted list of numbers. */
export function parseField(text, field) {
  const values = new Set();
  for (const part of text.split(',')) {
    for (const value of expandPart(part, field)) values.add(field.name === 'weekday' ? value % 7 : value);
  }
  return [...values].sort((a, b) => a - b);
}

function expandPart(part, field) {
  const [range, stepText, ...extra] = part.split('/');
  if (extra.length > 0) throw new CronError(`Too many steps in "${part}" (${field.name})`);
  const step = stepText === undefined ? 1 : readStep(stepText, field);
  const [from, to] = readRange(range, field, stepText !== undefined);
  const out = [];
  for (let value = from; value <= to; value += step) out.push(value);
  return out;
}

function readStep(text, field) {
  const step = /^\d+$/.test(text) ? Number(text) : 0;
  if (step < 1) throw new CronError(`Bad step "${text}" (${field.name})`);
  return step;
}

function readRange(text, field, stepped) {
  if (text === '*') return [field.min, field.name === 'weekday' ? 6 : field.max];
  const [first, second, ...extra] = text.split('-');
  if (extra.length > 0) throw new CronError(`Bad range "${text}" (${field.name})`);
  const from = readNumber(first, field);
  if (second === undefined) return [from, stepped ? field.max : from];
  const to = readNumber(second, field);
  if (to < from) throw new CronError(`Range "${text}" goes backwards (${field.name})`);
  return [from, to];
}

function readNumber(text, field) {
  const word = field.words ? field.words.indexOf(text.toLowerCase()) : -1;
  if (word !== -1) return word + (field.name === 'month' ? 1 : 0);
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= field.min && value <= field.max)) throw new CronError(`Bad value "${text}" (${field.name})`);
  return value;
}
