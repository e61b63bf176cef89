import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Ledger, Money, allocate, convert, round, split, total } from '../../src/index.js';

describe('money again', () => {
  it('split parts add up for many sizes', () => {
    for (let units = 1; units < 60; units += 7) {
      for (let parts = 1; parts < 8; parts += 1) {
        const money = Money.of(units, 'EUR');
        const pieces = split(money, parts);
        assert.equal(total(pieces, 'EUR').equals(money), true);
        assert.ok(pieces[0].units - pieces[parts - 1].units <= 1);
      }
    }
  });

  it('hands the left-over to the largest remainders', () => {
    const parts = allocate(Money.of(11, 'USD'), [3, 3, 5]).map((part) => part.units);
    assert.deepEqual(parts, [3, 3, 5]);
    assert.deepEqual(allocate(Money.of(10, 'USD'), [3, 3, 5]).map((part) => part.units), [3, 3, 4]);
  });

  it('prints and parses back', () => {
    for (const text of ['0.00 EUR', '-0.99 GBP', '1234567.80 CHF', '-5 JPY', '0.010 KWD']) {
      assert.equal(String(Money.parse(text)), text);
    }
  });

  it('groups small numbers not at all', () => {
    assert.equal(Money.of(99999, 'EUR').format(), '999.99 EUR');
    assert.equal(Money.of(100000, 'EUR').format({ locale: 'de' }), '1.000,00 EUR');
    assert.equal(Money.of(100000, 'EUR').format({ locale: 'plain' }), '1000.00 EUR');
  });

  it('rounds bankers halves to even', () => {
    assert.deepEqual([0.5, 1.5, -0.5, -1.5, 2.51].map((value) => round(value, 'half-even')), [0, 2, 0, -2, 3]);
  });

  it('converts with a chosen rounding', () => {
    assert.equal(String(convert(Money.parse('0.99 EUR'), 'JPY', { 'EUR/JPY': 161.5 }, 'floor')), '159 JPY');
    assert.equal(String(convert(Money.parse('0.99 EUR'), 'JPY', { 'EUR/JPY': 161.5 })), '160 JPY');
    assert.equal(String(convert(Money.parse('5 EUR'), 'EUR', {})), '5.00 EUR');
  });

  it('a ledger takes entries with several lines', () => {
    const ledger = new Ledger().open('a', 'USD').open('b', 'USD').open('c', 'USD');
    ledger.post({ date: '2023-05-05', lines: [['a', '10 USD'], ['b', Money.of(-700, 'USD')], ['c', '-3 USD']] });
    ledger.post({ date: '2023-05-05', lines: [['b', '7 USD'], ['a', '-7 USD']] });
    assert.deepEqual(ledger.trial(), { a: '3.00 USD', c: '-3.00 USD' });
    assert.deepEqual(ledger.statement('a').map((line) => line.balance), ['10.00 USD', '3.00 USD']);
  });
});
