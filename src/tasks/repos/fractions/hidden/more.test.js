'use strict';

const { expect } = require('chai');
const { fraction, evaluate, sum, max, gcd, lcm } = require('../../src/index.js');

describe('more fractions', () => {
  it('telescopes a sum', () => {
    const parts = Array.from({ length: 9 }, (_, i) => fraction(1, (i + 1) * (i + 2)));
    expect(sum(parts).toString()).to.equal('9/10');
  });

  it('reads and prints decimals back', () => {
    for (const text of ['0.(09)', '2.5', '0.41(6)', '-0.(012)', '13']) {
      expect(fraction(text).toDecimal()).to.equal(text);
    }
  });

  it('reads and prints mixed numbers back', () => {
    for (const text of ['1 1/7', '-12 5/6', '0', '-3']) expect(fraction(text).toMixed()).to.equal(text);
  });

  it('rounds halves away from zero', () => {
    expect([0.5, -0.5, 1.5, -2.5, 0.49].map((x) => fraction(x).round())).to.deep.equal([1, -1, 2, -3, 0]);
  });

  it('evaluates nested brackets', () => {
    expect(evaluate('((1/2 - 1/3) / (1/4)) * 3 - -1').toString()).to.equal('3');
    expect(evaluate('2 * (3 + 4) / 7').toString()).to.equal('2');
  });

  it('approximates negative values', () => {
    expect(fraction('-0.3333').approximate(10).toString()).to.equal('-1/3');
    expect(fraction('2.71828').approximate(20).toString()).to.equal('49/18');
  });

  it('mod and division fit together', () => {
    const a = fraction('17/5');
    const b = fraction('-3/4');
    expect(b.mul(a.div(b).floor()).add(a.mod(b)).equals(a)).to.equal(true);
    expect(a.mod(b).toString()).to.equal('-7/20');
  });

  it('compares across signs', () => {
    expect(max(['-1/2', '-1/3', '-3/4']).toString()).to.equal('-1/3');
    expect(fraction(0).compare('-1/9')).to.equal(1);
    expect(gcd(270, 192)).to.equal(6);
    expect(lcm(21, -6)).to.equal(42);
  });
});
