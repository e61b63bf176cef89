'use strict';

const { parse } = require('../src/index.js');

describe('parse', () => {
  test('reads pairs', () => {
    expect(parse('a=1&b=two')).toEqual({ a: '1', b: 'two' });
  });

  test('accepts a leading question mark or hash', () => {
    expect(parse('?a=1')).toEqual({ a: '1' });
    expect(parse('#a=1')).toEqual({ a: '1' });
  });

  test('reads keys without a value as empty', () => {
    expect(parse('a&b=&=c&&')).toEqual({ a: '', b: '' });
  });

  test('keeps further equals signs', () => {
    expect(parse('a=b=c')).toEqual({ a: 'b=c' });
  });

  test('decodes plus signs and percents', () => {
    expect(parse('a+b=c%20d%2B&%C3%A4=%E2%82%AC')).toEqual({ 'a b': 'c d+', ä: '€' });
  });

  test('leaves bad percents alone', () => {
    expect(parse('a=100%&b=%zz%20&c=%ff%20')).toEqual({ a: '100%', b: '%zz ', c: '%ff%20' });
  });

  test('makes lists of repeated keys', () => {
    expect(parse('a=1&a=2&a=3')).toEqual({ a: ['1', '2', '3'] });
  });

  test('makes lists of brackets', () => {
    expect(parse('a[]=1&a[]=2')).toEqual({ a: ['1', '2'] });
  });

  test('orders lists by index and closes gaps', () => {
    expect(parse('a[5]=x&a[1]=y')).toEqual({ a: ['y', 'x'] });
  });

  test('nests objects', () => {
    expect(parse('a[b][c]=1&a[b][d]=2&a[e]=3')).toEqual({ a: { b: { c: '1', d: '2' }, e: '3' } });
  });

  test('puts objects into lists', () => {
    expect(parse('a[0][x]=1&a[0][y]=2&a[1][x]=3')).toEqual({ a: [{ x: '1', y: '2' }, { x: '3' }] });
    expect(parse('a[][x]=1&a[][x]=2')).toEqual({ a: [{ x: '1' }, { x: '2' }] });
  });

  test('treats large indexes as names', () => {
    expect(parse('a[100]=x')).toEqual({ a: { 100: 'x' } });
  });

  test('stops at a depth', () => {
    expect(parse('a[b][c][d]=1', { depth: 2 })).toEqual({ a: { b: { c: { '[d]': '1' } } } });
  });

  test('reads types on request', () => {
    expect(parse('a=1&b=-2.5&c=true&d=null&e=01&f=x', { types: true })).toEqual({ a: 1, b: -2.5, c: true, d: null, e: '01', f: 'x' });
  });

  test('ignores unsafe keys', () => {
    expect(parse('__proto__[x]=1&a[constructor]=2&b=3')).toEqual({ b: '3' });
    expect({}.x).toBeUndefined();
  });

  test('keeps broken brackets whole', () => {
    expect(parse('a[b=1&[c]=2&d[e]f=3')).toEqual({ 'a[b': '1', '[c]': '2', 'd[e]f': '3' });
  });
});
