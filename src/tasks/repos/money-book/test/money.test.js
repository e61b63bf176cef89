import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Money, round, total } from '../src/index.js';

const m = Money.parse;

describe('Money', () => {
  it('parses amounts', () => {
    assert.equal(m('12.50 EUR').units, 1250);
    assert.equal(m('12.5EUR').units, 1250);
    assert.equal(m('-0.05 USD').units, -5);
    assert.equal(m('300 JPY').units, 300);
    assert.equal(m('1.234 KWD').units, 1234);
  });

  it('refuses other text', () => {
    assert.throws(() => m('12,50 EUR'), /not an amount: 12,50 EUR/);
    assert.throws(() => m('1 XXX'), SyntaxError);
    assert.throws(() => m('1.234 EUR'), /EUR has 2 decimals/);
    assert.throws(() => m('1.5 JPY'), RangeError);
  });

  it('prints amounts', () => {
    assert.equal(String(Money.of(5, 'EUR')), '0.05 EUR');
    assert.equal(String(Money.of(-1250, 'EUR')), '-12.50 EUR');
    assert.equal(String(Money.of(1250, 'JPY')), '1250 JPY');
    assert.equal(String(Money.of(1, 'KWD')), '0.001 KWD');
  });

  it('formats with groups', () => {
    assert.equal(Money.of(123456789, 'USD').format(), '1,234,567.89 USD');
    assert.equal(Money.of(-123456, 'EUR').format({ locale: 'de', code: false }), '-1.234,56');
    assert.equal(Money.of(100000, 'JPY').format({ code: false }), '100,000');
    assert.throws(() => Money.of(1, 'EUR').format({ locale: 'xx' }), /unknown locale xx/);
  });

  it('adds and subtracts', () => {
    assert.equal(String(m('0.10 EUR').plus(m('0.20 EUR'))), '0.30 EUR');
    assert.equal(String(m('1 EUR').minus(m('2.50 EUR'))), '-1.50 EUR');
    assert.throws(() => m('1 EUR').plus(m('1 USD')), /cannot mix EUR and USD/);
  });

  it('multiplies and takes percentages', () => {
    assert.equal(String(m('1.15 EUR').times(3)), '3.45 EUR');
    assert.equal(String(m('10.05 EUR').percent(10)), '1.01 EUR');
    assert.equal(String(m('10.05 EUR').percent(10, 'down')), '1.00 EUR');
  });

  it('compares', () => {
    assert.equal(m('1 EUR').compare(m('2 EUR')), -1);
    assert.equal(m('2 EUR').compare(m('2.00 EUR')), 0);
    assert.equal(m('1 EUR').equals(m('1 USD')), false);
    assert.equal(m('1 EUR').equals(m('1.00 EUR')), true);
    assert.equal(m('-1 EUR').isNegative, true);
    assert.equal(m('0 EUR').isNegative, false);
  });

  it('negates without a negative zero', () => {
    assert.equal(Object.is(m('0 EUR').negate().units, 0), true);
    assert.equal(String(m('3 EUR').negate()), '-3.00 EUR');
  });

  it('needs whole units of a known currency', () => {
    assert.throws(() => Money.of(1.5, 'EUR'), /whole number, got 1.5/);
    assert.throws(() => Money.of(1, 'ABC'), /unknown currency ABC/);
  });

  it('totals a list', () => {
    assert.equal(String(total([m('1 EUR'), m('2.50 EUR')], 'EUR')), '3.50 EUR');
    assert.equal(String(total([], 'USD')), '0.00 USD');
  });
});

describe('rounding', () => {
  const values = [2.5, 3.5, -2.5, 2.4, -2.6];
  const cases = {
    'half-up': [3, 4, -3, 2, -3],
    'half-even': [2, 4, -2, 2, -3],
    down: [2, 3, -2, 2, -2],
    up: [3, 4, -3, 3, -3],
    floor: [2, 3, -3, 2, -3],
    ceil: [3, 4, -2, 3, -2],
  };
  for (const [rule, expected] of Object.entries(cases)) {
    it(`rounds ${rule}`, () => {
      assert.deepEqual(values.map((value) => round(value, rule)), expected);
    });
  }

  it('ignores floating point noise', () => {
    assert.equal(round(1.005 * 100), 101);
    assert.equal(round(3.0000000001, 'up'), 3);
  });

  it('knows no other rule', () => {
    assert.throws(() => round(1, 'sideways'), /unknown rounding sideways/);
  });
});
