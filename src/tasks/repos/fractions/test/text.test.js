'use strict';

const { expect } = require('chai');
const { fraction, evaluate } = require('../src/index.js');

describe('text', () => {
  it('parses fractions and mixed numbers', () => {
    expect(fraction('3/4').toNumber()).to.equal(0.75);
    expect(fraction(' -1 1/2 ').toString()).to.equal('-3/2');
    expect(fraction('+7').toString()).to.equal('7');
  });

  it('parses decimals', () => {
    expect(fraction('0.125').toString()).to.equal('1/8');
    expect(fraction('-.5').toString()).to.equal('-1/2');
    expect(fraction(2.5).toString()).to.equal('5/2');
  });

  it('parses repeating decimals', () => {
    expect(fraction('0.(3)').toString()).to.equal('1/3');
    expect(fraction('0.1(6)').toString()).to.equal('1/6');
    expect(fraction('1.(142857)').toString()).to.equal('8/7');
  });

  it('refuses other text', () => {
    expect(() => fraction('abc')).to.throw(SyntaxError, 'not a fraction: "abc"');
    expect(() => fraction('.')).to.throw(SyntaxError);
    expect(() => fraction(null)).to.throw(TypeError, 'cannot make a fraction of null');
    expect(() => fraction(NaN)).to.throw(TypeError);
    expect(() => fraction(1.5, 2)).to.throw('numerator must be a whole number, got 1.5');
  });

  it('prints mixed numbers', () => {
    expect(['7/4', '-7/4', '3/4', '8/4', '-1/2'].map((x) => fraction(x).toMixed())).to.deep.equal(
      ['1 3/4', '-1 3/4', '3/4', '2', '-1/2'],
    );
  });

  it('prints decimals', () => {
    expect(['1/8', '1/3', '1/6', '-22/7', '5', '1/12'].map((x) => fraction(x).toDecimal())).to.deep.equal(
      ['0.125', '0.(3)', '0.1(6)', '-3.(142857)', '5', '0.08(3)'],
    );
  });

  it('expands continued fractions', () => {
    expect(fraction('415/93').terms()).to.deep.equal([4, 2, 6, 7]);
    expect(fraction('-1/2').terms()).to.deep.equal([-1, 2]);
  });

  it('approximates with small denominators', () => {
    const pi = fraction('3.14159265');
    expect([1, 10, 110, 120].map((limit) => pi.approximate(limit).toString())).to.deep.equal(
      ['3', '22/7', '333/106', '355/113'],
    );
    expect(fraction('1/3').approximate(5).toString()).to.equal('1/3');
    expect(() => pi.approximate(0)).to.throw('limit must be at least 1');
  });

  it('evaluates with precedence and brackets', () => {
    expect(evaluate('1/2 + 2/3 * (1 - 1/4)').toString()).to.equal('1');
    expect(evaluate('1 - 2 - 3').toString()).to.equal('-4');
    expect(evaluate('8/2/2').toString()).to.equal('2');
    expect(evaluate('-(1/2) * -4').toString()).to.equal('2');
    expect(evaluate('0.(3) * 3').toString()).to.equal('1');
  });

  it('explains broken expressions', () => {
    expect(() => evaluate('1 +')).to.throw('unexpected end');
    expect(() => evaluate('(1')).to.throw('missing )');
    expect(() => evaluate('1 2')).to.throw('unexpected 2');
    expect(() => evaluate('1 % 2')).to.throw('unexpected %');
    expect(() => evaluate('* 2')).to.throw('unexpected *');
  });
});
