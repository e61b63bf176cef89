import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Ledger, Money, allocate, convert, split } from '../src/index.js';

const text = (parts) => parts.map(String).join(' | ');

describe('splitting', () => {
  it('splits without losing a cent', () => {
    assert.equal(text(split(Money.parse('10 EUR'), 3)), '3.34 EUR | 3.33 EUR | 3.33 EUR');
    assert.equal(text(split(Money.parse('0.02 EUR'), 3)), '0.01 EUR | 0.01 EUR | 0.00 EUR');
    assert.throws(() => split(Money.parse('1 EUR'), 0), /at least 1/);
  });

  it('allocates by weight, largest remainder first', () => {
    assert.equal(text(allocate(Money.parse('1 EUR'), [1, 2])), '0.33 EUR | 0.67 EUR');
    assert.equal(text(allocate(Money.parse('0.10 EUR'), [5, 0, 3])), '0.06 EUR | 0.00 EUR | 0.04 EUR');
  });

  it('allocates debts like credits', () => {
    assert.equal(text(allocate(Money.parse('-1 EUR'), [1, 2])), '-0.33 EUR | -0.67 EUR');
  });

  it('needs sensible weights', () => {
    assert.throws(() => allocate(Money.parse('1 EUR'), [0, 0]), RangeError);
    assert.throws(() => allocate(Money.parse('1 EUR'), [2, -1]), /must not be negative/);
  });
});

describe('conversion', () => {
  const rates = { 'EUR/USD': 1.25, 'USD/JPY': 150 };

  it('uses a rate in both directions', () => {
    assert.equal(String(convert(Money.parse('10 EUR'), 'USD', rates)), '12.50 USD');
    assert.equal(String(convert(Money.parse('10 USD'), 'EUR', rates)), '8.00 EUR');
  });

  it('goes through a middle currency and other decimals', () => {
    assert.equal(String(convert(Money.parse('2 EUR'), 'JPY', rates)), '375 JPY');
    assert.equal(String(convert(Money.parse('375 JPY'), 'EUR', rates)), '2.00 EUR');
  });

  it('says when there is no rate', () => {
    assert.throws(() => convert(Money.parse('1 EUR'), 'GBP', rates), /no rate from EUR to GBP/);
  });
});

describe('Ledger', () => {
  const book = () => new Ledger().open('bank', 'EUR').open('rent', 'EUR').open('pay', 'EUR').open('till', 'USD');

  it('keeps balances', () => {
    const ledger = book();
    ledger.post({ date: '2024-01-31', text: 'salary', lines: [['bank', '2000 EUR'], ['pay', '-2000 EUR']] });
    ledger.post({ date: '2024-02-01', text: 'rent', lines: [['rent', '700 EUR'], ['bank', '-700 EUR']] });
    assert.equal(String(ledger.balance('bank')), '1300.00 EUR');
    assert.equal(String(ledger.balance('bank', { until: '2024-01-31' })), '2000.00 EUR');
    assert.deepEqual(ledger.trial(), { bank: '1300.00 EUR', pay: '-2000.00 EUR', rent: '700.00 EUR' });
  });

  it('states an account in order of date', () => {
    const ledger = book();
    ledger.post({ date: '2024-03-02', text: 'late', lines: [['bank', '1 EUR'], ['pay', '-1 EUR']] });
    ledger.post({ date: '2024-03-01', text: 'early', lines: [['bank', '5 EUR'], ['pay', '-5 EUR']] });
    assert.deepEqual(ledger.statement('bank'), [
      { date: '2024-03-01', text: 'early', amount: '5.00 EUR', balance: '5.00 EUR' },
      { date: '2024-03-02', text: 'late', amount: '1.00 EUR', balance: '6.00 EUR' },
    ]);
  });

  it('refuses entries that do not balance', () => {
    const ledger = book();
    assert.throws(
      () => ledger.post({ date: '2024-01-01', lines: [['bank', '5 EUR'], ['rent', '-4.99 EUR']] }),
      /entry is off by 0.01 EUR/,
    );
    assert.deepEqual(ledger.trial(), {});
  });

  it('refuses short entries and wrong accounts', () => {
    const ledger = book();
    assert.throws(() => ledger.post({ date: '2024-01-01', lines: [['bank', '0 EUR']] }), /at least 2 lines/);
    assert.throws(() => ledger.post({ date: '2024-01-01', lines: [['x', '0 EUR'], ['bank', '0 EUR']] }), /no account x/);
    assert.throws(() => ledger.post({ date: '2024-01-01', lines: [['till', '1 EUR'], ['bank', '-1 EUR']] }), /till is kept in USD, not EUR/);
    assert.throws(() => ledger.open('bank', 'EUR'), /open already/);
  });

  it('reverses an entry', () => {
    const ledger = book();
    const number = ledger.post({ date: '2024-01-01', lines: [['bank', '5 EUR'], ['pay', '-5 EUR']] });
    assert.equal(number, 1);
    assert.equal(ledger.reverse(1, '2024-01-02'), 2);
    assert.equal(ledger.balance('bank').isZero, true);
    assert.equal(ledger.statement('pay')[1].text, 'reversal of 1');
    assert.throws(() => ledger.reverse(9, '2024-01-02'), /no entry 9/);
  });
});
