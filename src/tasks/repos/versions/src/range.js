'use strict';

const { compare, compareCore } = require('./compare');
const { Version, parse, parsePre } = require('./parse');

const PART = /^(\^|~|>=|<=|>|<|=)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([0-9A-Za-z.-]+))?$/;

/** A range is a list of alternatives, each a list of `{ operator, version }` that must all hold. */
function parseRange(text) {
  return text.split('||').map((part) => parseAlternative(part.trim()));
}

function parseAlternative(text) {
  if (text === '' || text === '*') return [];
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  if (hyphen) return [...lower(readPart(hyphen[1])), ...upper(readPart(hyphen[2]))];
  const joined = text.replace(/(\^|~|>=|<=|>|<|=)\s+/g, '$1');
  return joined.split(/\s+/).flatMap((word) => expand(readPart(word)));
}

function readPart(word) {
  const match = PART.exec(word);
  if (!match) throw new TypeError(`Invalid range "${word}"`);
  const [, operator = '', ...parts] = match;
  const numbers = parts.slice(0, 3).map((part) => (part === undefined || /[xX*]/.test(part) ? null : Number(part)));
  const firstOpen = numbers.indexOf(null);
  const known = firstOpen === -1 ? 3 : firstOpen;
  const [major, minor, patch] = numbers.map((number, i) => (i < known ? number : 0));
  return { operator, known, version: new Version(major, minor, patch, parts[3] && known === 3 ? parsePre(parts[3]) : []) };
}

function next({ major, minor }, known) {
  if (known === 1) return new Version(major + 1, 0, 0, [0]);
  return new Version(major, minor + 1, 0, [0]);
}

function lower({ known, version }) {
  return known === 0 ? [] : [{ operator: '>=', version }];
}

function upper({ known, version }) {
  if (known === 0) return [];
  if (known < 3) return [{ operator: '<', version: next(version, known) }];
  return [{ operator: '<=', version }];
}

function expand(part) {
  const { operator, known, version } = part;
  switch (operator) {
    case '^':
      return known === 0 ? [] : [...lower(part), { operator: '<', version: caretEnd(version, known) }];
    case '~':
      return known === 0 ? [] : [...lower(part), { operator: '<', version: next(version, known === 1 ? 1 : 2) }];
    case '>=':
      return lower(part);
    case '<=':
      return upper(part);
    case '>':
      if (known === 0) return [{ operator: '<', version: new Version(0, 0, 0, [0]) }];
      return known < 3 ? [{ operator: '>=', version: next(version, known) }] : [{ operator: '>', version }];
    case '<':
      return [{ operator: '<', version: known < 3 ? new Version(version.major, version.minor, 0, [0]) : version }];
    default:
      return known === 3 ? [{ operator: '=', version }] : [...lower(part), ...upper(part)];
  }
}

/** The first version that a caret leaves out: the leftmost number that is not zero goes up. */
function caretEnd({ major, minor, patch }, known) {
  if (major > 0 || known === 1) return new Version(major + 1, 0, 0, [0]);
  if (minor > 0 || known === 2) return new Version(major, minor + 1, 0, [0]);
  return new Version(major, minor, patch + 1, [0]);
}

function holds(version, { operator, version: limit }) {
  const order = compare(version, limit);
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0;
  }
}

function allowsTag(version, limits) {
  if (version.pre.length === 0) return true;
  return limits.some(({ version: limit }) => limit.pre.length > 0 && limit.pre[0] !== 0 && compareCore(limit, version) === 0);
}

function satisfies(input, range) {
  const version = parse(input);
  return parseRange(range).some((limits) => limits.every((limit) => holds(version, limit)) && allowsTag(version, limits));
}

function best(list, range) {
  let found = null;
  for (const item of list) {
    if (satisfies(item, range) && (found === null || compare(item, found) > 0)) found = item;
  }
  return found;
}

module.exports = { best, parseRange, satisfies };
