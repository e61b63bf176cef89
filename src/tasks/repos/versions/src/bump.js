'use strict';

const { compareCore } = require('./compare');
const { Version, parse } = require('./parse');

function bump(input, kind, tag = 'pre') {
  const version = parse(input);
  const { major, minor, patch, pre } = version;
  const tagged = pre.length > 0;
  switch (kind) {
    case 'major':
      return String(tagged && minor === 0 && patch === 0 ? new Version(major, 0, 0) : new Version(major + 1, 0, 0));
    case 'minor':
      return String(tagged && patch === 0 ? new Version(major, minor, 0) : new Version(major, minor + 1, 0));
    case 'patch':
      return String(new Version(major, minor, tagged ? patch : patch + 1));
    case 'pre':
      return String(new Version(major, minor, tagged ? patch : patch + 1, nextTag(pre, tag)));
    default:
      throw new TypeError(`Unknown kind "${kind}"`);
  }
}

function nextTag(pre, tag) {
  const last = pre[pre.length - 1];
  if (pre[0] !== tag) return [tag, 0];
  return typeof last === 'number' ? [...pre.slice(0, -1), last + 1] : [...pre, 0];
}

/** The largest part in which two versions differ, or null. */
function diff(left, right) {
  const a = parse(left);
  const b = parse(right);
  if (compareCore(a, b) === 0) return String(a) === String(b) ? null : 'pre';
  if (a.major !== b.major) return 'major';
  return a.minor !== b.minor ? 'minor' : 'patch';
}

module.exports = { bump, diff };
