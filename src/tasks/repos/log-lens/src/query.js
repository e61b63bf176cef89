import { readScalar } from './fields.js';
import { rank, toLevel } from './levels.js';

const TERM = /(-?)(?:"([^"]*)"|([A-Za-z_][\w.]*)(>=|<=|!=|=|>|<|:)("[^"]*"|\S+)|(\S+))/g;

export class QueryError extends Error {}

export function compileQuery(text) {
  const tests = [];
  for (const [, minus, phrase, key, operator, value, word] of text.matchAll(TERM)) {
    const test = key === undefined ? containsText(phrase ?? word) : compare(key, operator, value);
    tests.push(minus ? (entry) => !test(entry) : test);
  }
  return (entry) => tests.every((test) => test(entry));
}

export function query(entries, text) {
  return entries.filter(compileQuery(text));
}

function containsText(text) {
  const wanted = text.toLowerCase();
  return ({ message }) => message.toLowerCase().includes(wanted);
}

function compare(key, operator, raw) {
  const value = readScalar(raw);
  if (key === 'level') return compareLevel(operator, String(value));
  if (key === 'source' || key === 'message') return compareText(key, operator, String(value));
  if ((key === 'after' || key === 'before') && operator === ':') return compareTime(key, String(value));
  return (entry) => Object.hasOwn(entry.fields, key) && holds(operator, entry.fields[key], value);
}

function compareLevel(operator, name) {
  const level = toLevel(name);
  if (level === null) throw new QueryError(`Unknown level "${name}"`);
  return (entry) => holds(operator, rank(entry.level), rank(level));
}

function compareText(key, operator, wanted) {
  return (entry) => {
    const actual = entry[key] ?? '';
    return operator === ':' ? actual.startsWith(wanted) : holds(operator, actual, wanted);
  };
}

function compareTime(key, text) {
  const limit = Date.parse(/\d{2}:\d{2}/.test(text) && !text.endsWith('Z') ? `${text}Z` : text);
  if (Number.isNaN(limit)) throw new QueryError(`Cannot read the time "${text}"`);
  return ({ time }) => time !== null && (key === 'after' ? time >= limit : time < limit);
}

function holds(operator, a, b) {
  switch (operator) {
    case '=':
    case ':':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    default:
      return a <= b;
  }
}
