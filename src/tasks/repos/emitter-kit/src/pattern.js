'use strict';

function split(name) {
  if (typeof name !== 'string' || name === '') throw new TypeError('an event name must be a non-empty string');
  const parts = name.split('.');
  if (parts.includes('')) throw new SyntaxError(`empty part in "${name}"`);
  return parts;
}

function matchParts(pattern, p, name, n) {
  while (p < pattern.length) {
    if (pattern[p] === '**') {
      for (let skip = n; skip <= name.length; skip += 1) {
        if (matchParts(pattern, p + 1, name, skip)) return true;
      }
      return false;
    }
    if (n >= name.length) return false;
    if (pattern[p] !== '*' && pattern[p] !== name[n]) return false;
    p += 1;
    n += 1;
  }
  return n === name.length;
}

/** A function that says whether a name fits the pattern. */
function compile(pattern) {
  const parts = split(pattern);
  if (!parts.some((part) => part.includes('*'))) return (name) => name === pattern;
  return (name) => matchParts(parts, 0, split(name), 0);
}

module.exports = { compile, split };
