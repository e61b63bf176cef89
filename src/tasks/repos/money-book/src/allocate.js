import { Money } from './money.js';
import { factorOf } from './currency.js';
import { round } from './rounding.js';

function largestRemainders(exact, missing) {
  return exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
    .slice(0, missing)
    .map(({ index }) => index);
}

/** Splits an amount by weights; the parts always add up to the amount. */
export function allocate(money, weights) {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.some((weight) => weight < 0) || !(whole > 0)) {
    throw new RangeError('weights must not be negative and not all 0');
  }
  if (money.isNegative) return allocate(money.negate(), weights).map((part) => part.negate());
  const exact = weights.map((weight) => (money.units * weight) / whole);
  const units = exact.map(Math.floor);
  const missing = money.units - units.reduce((sum, value) => sum + value, 0);
  for (const index of largestRemainders(exact, missing)) units[index] += 1;
  return units.map((value) => Money.of(value, money.currency));
}

export function split(money, parts) {
  if (!Number.isInteger(parts) || parts < 1) throw new RangeError('parts must be at least 1');
  return allocate(money, new Array(parts).fill(1));
}

function directRate(from, to, rates) {
  if (from === to) return 1;
  if (rates[`${from}/${to}`]) return rates[`${from}/${to}`];
  if (rates[`${to}/${from}`]) return 1 / rates[`${to}/${from}`];
  return null;
}

function findRate(from, to, rates) {
  const direct = directRate(from, to, rates);
  if (direct !== null) return direct;
  const middles = new Set(Object.keys(rates).flatMap((pair) => pair.split('/')));
  for (const middle of middles) {
    const first = directRate(from, middle, rates);
    const second = directRate(middle, to, rates);
    if (first !== null && second !== null) return first * second;
  }
  throw new RangeError(`no rate from ${from} to ${to}`);
}

export function convert(money, currency, rates, rounding) {
  const rate = findRate(money.currency, currency, rates);
  const scale = factorOf(currency) / factorOf(money.currency);
  return Money.of(round(money.units * rate * scale, rounding), currency);
}
