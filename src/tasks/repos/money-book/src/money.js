import { digitsOf, factorOf, isCurrency } from './currency.js';
import { round } from './rounding.js';

const SEPARATORS = { plain: ['', '.'], en: [',', '.'], de: ['.', ','] };

export class Money {
  constructor(units, currency) {
    if (!Number.isSafeInteger(units)) throw new TypeError(`units must be a whole number, got ${units}`);
    digitsOf(currency);
    this.units = units;
    this.currency = currency;
    Object.freeze(this);
  }

  static of(units, currency) {
    return new Money(units, currency);
  }

  static parse(text) {
    const match = /^(-?)(\d+)(?:\.(\d+))?\s*([A-Z]{3})$/.exec(text.trim());
    if (!match || !isCurrency(match[4])) throw new SyntaxError(`not an amount: ${text}`);
    const [, sign, whole, fraction = '', currency] = match;
    const digits = digitsOf(currency);
    if (fraction.length > digits) throw new RangeError(`${currency} has ${digits} decimals: ${text}`);
    const units = Number(whole) * factorOf(currency) + Number(fraction.padEnd(digits, '0'));
    return new Money(sign === '-' && units !== 0 ? -units : units, currency);
  }

  #same(other) {
    if (this.currency !== other.currency) throw new TypeError(`cannot mix ${this.currency} and ${other.currency}`);
    return other.units;
  }

  plus(other) {
    return new Money(this.units + this.#same(other), this.currency);
  }

  minus(other) {
    return new Money(this.units - this.#same(other), this.currency);
  }

  times(factor, rounding) {
    return new Money(round(this.units * factor, rounding), this.currency);
  }

  percent(p, rounding) {
    return this.times(p / 100, rounding);
  }

  negate() {
    return new Money(0 - this.units, this.currency);
  }

  compare(other) {
    return Math.sign(this.units - this.#same(other));
  }

  equals(other) {
    return this.currency === other.currency && this.units === other.units;
  }

  get isZero() {
    return this.units === 0;
  }

  get isNegative() {
    return this.units < 0;
  }

  toString() {
    return `${this.#digits('plain')} ${this.currency}`;
  }

  format({ locale = 'en', code = true } = {}) {
    if (!SEPARATORS[locale]) throw new RangeError(`unknown locale ${locale}`);
    return code ? `${this.#digits(locale)} ${this.currency}` : this.#digits(locale);
  }

  #digits(locale) {
    const [group, point] = SEPARATORS[locale];
    const digits = digitsOf(this.currency);
    const text = String(Math.abs(this.units)).padStart(digits + 1, '0');
    const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, group);
    const fraction = digits === 0 ? '' : point + text.slice(-digits);
    return (this.isNegative ? '-' : '') + whole + fraction;
  }
}

export function total(amounts, currency) {
  return amounts.reduce((sum, amount) => sum.plus(amount), Money.of(0, currency));
}
