'use strict';

const { Fraction, fraction } = require('./fraction');
const { evaluate } = require('./evaluate');
const { gcd, lcm } = require('./integers');

function sum(values) {
  return values.reduce((total, value) => total.add(value), fraction(0));
}

function pick(values, sign) {
  if (values.length === 0) throw new RangeError('an empty list has no extreme');
  return values.map((value) => fraction(value)).reduce((best, value) => (value.compare(best) === sign ? value : best));
}

module.exports = {
  Fraction,
  fraction,
  evaluate,
  gcd,
  lcm,
  sum,
  max: (values) => pick(values, 1),
  min: (values) => pick(values, -1),
};
