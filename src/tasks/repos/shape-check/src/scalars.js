import { Part } from './part.js';
import { plural } from './path.js';

export function string({ min = 0, max = Infinity, pattern = null, trim = false } = {}) {
  return new Part('string', (value, run) => {
    if (typeof value !== 'string') return run.expected('a string', value);
    const text = trim ? value.trim() : value;
    if (text.length < min) return run.fail(`must have at least ${plural(min, 'character')}`);
    if (text.length > max) return run.fail(`must have at most ${plural(max, 'character')}`);
    if (pattern && !pattern.test(text)) return run.fail(`must match ${pattern}`);
    return text;
  });
}

function toNumber(value) {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

export function number({ min = -Infinity, max = Infinity, integer = false, coerce = false } = {}) {
  return new Part(integer ? 'integer' : 'number', (raw, run) => {
    const value = coerce ? toNumber(raw) : raw;
    if (typeof value !== 'number' || Number.isNaN(value)) return run.expected('a number', value);
    if (integer && !Number.isInteger(value)) return run.fail('must be a whole number');
    if (value < min) return run.fail(`must be at least ${min}`);
    if (value > max) return run.fail(`must be at most ${max}`);
    return value;
  });
}

const WORDS = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

export function boolean({ coerce = false } = {}) {
  return new Part('boolean', (raw, run) => {
    const value = coerce && typeof raw === 'string' ? WORDS[raw.toLowerCase()] ?? raw : raw;
    return typeof value === 'boolean' ? value : run.expected('a boolean', value);
  });
}

export function literal(...values) {
  const name = values.map((value) => JSON.stringify(value)).join(' | ');
  return new Part(name, (value, run) => {
    if (values.includes(value)) return value;
    if (value === undefined) return run.expected(name, value);
    return run.fail(`must be ${name}, got ${JSON.stringify(value)}`);
  });
}

export function date() {
  return new Part('date', (value, run) => {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? run.fail('is not a valid date') : value;
    if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return run.expected('a date', value);
    const result = new Date(value.length === 10 ? `${value}T00:00:00Z` : value);
    return Number.isNaN(result.getTime()) ? run.fail('is not a valid date') : result;
  });
}

export function any() {
  return new Part('any', (value) => value);
}
