'use strict';

const { expect } = require('chai');
const { fraction, gcd, lcm, sum, max, min } = require('../src/index.js');

describe('arithmetic', () => {
  it('reduces and normalises the sign', () => {
    expect(fraction(6, 8).toString()).to.equal('3/4');
    expect(fraction(3, -6).toString()).to.equal('-1/2');
    expect(fraction(-4, -2).toString()).to.equal('2');
    expect(fraction(0, -5)).to.include({ n: 0, d: 1 });
  });

  it('adds and subtracts', () => {
    expect(fraction(1, 2).add('1/3').toString()).to.equal('5/6');
    expect(fraction(1, 2).sub('2/3').toString()).to.equal('-1/6');
    expect(fraction(1, 4).add(0.75).toString()).to.equal('1');
  });

  it('multiplies and divides', () => {
    expect(fraction(2, 3).mul('9/4').toString()).to.equal('3/2');
    expect(fraction(2, 3).div('4/9').toString()).to.equal('3/2');
    expect(fraction(1, 2).div(-2).toString()).to.equal('-1/4');
  });

  it('refuses to divide by zero', () => {
    expect(() => fraction(1).div(0)).to.throw(RangeError, 'division by zero');
    expect(() => fraction(1, 0)).to.throw('the denominator must not be 0');
    expect(() => fraction(0).inverse()).to.throw(RangeError);
  });

  it('raises to powers', () => {
    expect(fraction(2, 3).pow(3).toString()).to.equal('8/27');
    expect(fraction(2, 3).pow(-2).toString()).to.equal('9/4');
    expect(fraction(5).pow(0).toString()).to.equal('1');
  });

  it('compares', () => {
    expect(fraction(1, 3).compare('1/4')).to.equal(1);
    expect(fraction(-1, 3).compare('-1/4')).to.equal(-1);
    expect(fraction(1, 2).equals(0.5)).to.equal(true);
    expect(fraction(1, 2).equals('1/3')).to.equal(false);
  });

  it('rounds in all directions', () => {
    expect(['7/2', '-7/2', '10/3', '-10/3', '3'].map((x) => fraction(x).round())).to.deep.equal([4, -4, 3, -3, 3]);
    expect(fraction('-7/2').floor()).to.equal(-4);
    expect(fraction('-7/2').ceil()).to.equal(-3);
    expect(fraction('7/2').ceil()).to.equal(4);
  });

  it('gives the rest of a division', () => {
    expect(fraction('7/2').mod(1).toString()).to.equal('1/2');
    expect(fraction('-1/4').mod('1').toString()).to.equal('3/4');
    expect(fraction('5/6').mod('1/4').toString()).to.equal('1/12');
  });

  it('works on lists', () => {
    expect(sum(['1/2', '1/3', '1/6']).toString()).to.equal('1');
    expect(sum([]).toString()).to.equal('0');
    expect(max(['1/2', '2/3', 0.6]).toString()).to.equal('2/3');
    expect(min(['1/2', '-2/3', 0.6]).toString()).to.equal('-2/3');
    expect(() => max([])).to.throw('empty list');
  });

  it('knows gcd and lcm', () => {
    expect(gcd(12, -18)).to.equal(6);
    expect(gcd(0, 5)).to.equal(5);
    expect(lcm(4, 6)).to.equal(12);
    expect(lcm(4, 0)).to.equal(0);
  });

  it('does not change its values', () => {
    const half = fraction(1, 2);
    half.add(1);
    half.neg();
    expect(half.toString()).to.equal('1/2');
    expect(half.abs()).to.equal(half);
    expect(fraction(-1, 2).abs().toString()).to.equal('1/2');
  });
});
