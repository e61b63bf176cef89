'use strict';

const { gcd, requireInteger } = require('./integers');
const { parse } = require('./parse');
const format = require('./format');

class Fraction {
  constructor(numerator, denominator) {
    requireInteger(numerator, 'numerator');
    requireInteger(denominator, 'denominator');
    if (denominator === 0) throw new RangeError('the denominator must not be 0');
    const divisor = gcd(numerator, denominator) * (denominator < 0 ? -1 : 1);
    this.n = numerator / divisor + 0;
    this.d = denominator / divisor;
    Object.freeze(this);
  }

  add(other) {
    const { n, d } = fraction(other);
    return new Fraction(this.n * d + n * this.d, this.d * d);
  }

  sub(other) {
    return this.add(fraction(other).neg());
  }

  mul(other) {
    const { n, d } = fraction(other);
    return new Fraction(this.n * n, this.d * d);
  }

  div(other) {
    const divisor = fraction(other);
    if (divisor.n === 0) throw new RangeError('division by zero');
    return this.mul(divisor.inverse());
  }

  neg() {
    return new Fraction(-this.n, this.d);
  }

  abs() {
    return this.n < 0 ? this.neg() : this;
  }

  inverse() {
    return new Fraction(this.d, this.n);
  }

  pow(exponent) {
    requireInteger(exponent, 'exponent');
    if (exponent < 0) return this.inverse().pow(-exponent);
    return new Fraction(this.n ** exponent, this.d ** exponent);
  }

  /** The rest of a division, with the sign of the divisor. */
  mod(other) {
    const divisor = fraction(other);
    return this.sub(divisor.mul(this.div(divisor).floor()));
  }

  compare(other) {
    const { n, d } = fraction(other);
    return Math.sign(this.n * d - n * this.d);
  }

  equals(other) {
    return this.compare(other) === 0;
  }

  floor() {
    return Math.floor(this.n / this.d);
  }

  ceil() {
    return Math.ceil(this.n / this.d) + 0;
  }

  /** Halves go away from zero. */
  round() {
    const size = this.abs();
    const whole = size.floor();
    const up = size.sub(whole).compare(new Fraction(1, 2)) >= 0;
    return (up ? whole + 1 : whole) * (this.n < 0 ? -1 : 1) + 0;
  }

  toNumber() {
    return this.n / this.d;
  }

  terms() {
    return format.terms(this);
  }

  toString() {
    return this.d === 1 ? String(this.n) : this.n + '/' + this.d;
  }

  toMixed() {
    return format.mixed(this);
  }

  toDecimal() {
    return format.decimal(this);
  }

  approximate(maxDenominator) {
    const best = format.approximate(this, maxDenominator);
    return new Fraction(best.n, best.d);
  }
}

function fraction(value, denominator) {
  if (denominator !== undefined) return new Fraction(value, denominator);
  if (value instanceof Fraction) return value;
  if (typeof value === 'string') {
    const { n, d } = parse(value);
    return new Fraction(n, d);
  }
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (Number.isInteger(value)) return new Fraction(value, 1);
    return fraction(String(value));
  }
  throw new TypeError('cannot make a fraction of ' + value);
}

module.exports = { Fraction, fraction };
