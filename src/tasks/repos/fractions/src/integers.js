'use strict';

function gcd(a, b) {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y > 0) {
    const rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}

function lcm(a, b) {
  if (a === 0 || b === 0) return 0;
  return Math.abs(a / gcd(a, b)) * Math.abs(b);
}

function requireInteger(value, name) {
  if (!Number.isSafeInteger(value)) throw new TypeError(name + ' must be a whole number, got ' + value);
  return value;
}

module.exports = { gcd, lcm, requireInteger };
