'use strict';

const { requireInteger } = require('./integers');

function mixed({ n, d }) {
  const sign = n < 0 ? '-' : '';
  const size = Math.abs(n);
  const whole = Math.floor(size / d);
  const rest = size % d;
  if (rest === 0) return sign + whole;
  if (whole === 0) return sign + rest + '/' + d;
  return sign + whole + ' ' + rest + '/' + d;
}

/** Long division; a remainder seen before marks the start of the repeating part. */
function decimal({ n, d }) {
  const sign = n < 0 ? '-' : '';
  const size = Math.abs(n);
  const whole = sign + Math.floor(size / d);
  const seen = new Map();
  let digits = '';
  let rest = size % d;
  while (rest !== 0 && !seen.has(rest)) {
    seen.set(rest, digits.length);
    rest *= 10;
    digits += Math.floor(rest / d);
    rest %= d;
  }
  if (digits === '') return whole;
  if (rest === 0) return whole + '.' + digits;
  const start = seen.get(rest);
  return whole + '.' + digits.slice(0, start) + '(' + digits.slice(start) + ')';
}

/** The continued fraction of n/d. */
function terms({ n, d }) {
  const out = [];
  let a = n;
  let b = d;
  while (b !== 0) {
    const whole = Math.floor(a / b);
    out.push(whole);
    [a, b] = [b, a - whole * b];
  }
  return out;
}

function distance(value, candidate) {
  return Math.abs(value.n / value.d - candidate.n / candidate.d);
}

/** The nearest fraction whose denominator is at most `limit`. */
function approximate(value, limit) {
  if (requireInteger(limit, 'limit') < 1) throw new RangeError('limit must be at least 1');
  if (value.d <= limit) return value;
  let before = { n: 0, d: 1 };
  let last = { n: 1, d: 0 };
  for (const term of terms(value)) {
    if (term * last.d + before.d > limit) break;
    [before, last] = [last, { n: term * last.n + before.n, d: term * last.d + before.d }];
  }
  const steps = Math.floor((limit - before.d) / last.d);
  const between = { n: before.n + steps * last.n, d: before.d + steps * last.d };
  return distance(value, between) < distance(value, last) ? between : last;
}

module.exports = { approximate, decimal, mixed, terms };
