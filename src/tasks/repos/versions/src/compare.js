'use strict';

const { parse } = require('./parse');

function compareNumbers(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** No tag comes last; in tags numbers come before words and a missing part before any part. */
function comparePre(a, b) {
  if (a.length === 0) return b.length === 0 ? 0 : 1;
  if (b.length === 0) return -1;
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (i >= a.length) return -1;
    if (i >= b.length) return 1;
    const order = comparePart(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a, b) {
  const aNumber = typeof a === 'number';
  const bNumber = typeof b === 'number';
  if (aNumber !== bNumber) return aNumber ? -1 : 1;
  return compareNumbers(a, b);
}

function compareCore(a, b) {
  return compareNumbers(a.major, b.major) || compareNumbers(a.minor, b.minor) || compareNumbers(a.patch, b.patch);
}

function compare(left, right) {
  const a = parse(left);
  const b = parse(right);
  return compareCore(a, b) || comparePre(a.pre, b.pre);
}

const gt = (a, b) => compare(a, b) > 0;
const lt = (a, b) => compare(a, b) < 0;
const eq = (a, b) => compare(a, b) === 0;
const sort = (list) => [...list].sort(compare);
const rsort = (list) => [...list].sort((a, b) => compare(b, a));

module.exports = { compare, compareCore, eq, gt, lt, rsort, sort };
