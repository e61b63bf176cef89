'use strict';

const { omit, parse, splitUrl, stringify, withQuery } = require('../../src/index.js');

describe('query-kit, more', () => {
  test('mixes plain and bracket keys', () => {
    expect(parse('a=1&a[]=2')).toEqual({ a: ['1', '2'] });
    expect(parse('a=1&a[b]=2')).toEqual({ a: { value: '1', b: '2' } });
  });

  test('turns a list into an object when a name comes', () => {
    expect(parse('a[]=x&a[b]=y')).toEqual({ a: { 0: 'x', b: 'y' } });
  });

  test('reads lists of lists', () => {
    expect(parse('a[][]=1&a[][]=2')).toEqual({ a: [['1'], ['2']] });
  });

  test('uses another index limit', () => {
    expect(parse('a[3]=x', { limit: 3 })).toEqual({ a: { 3: 'x' } });
    expect(parse('a[2]=x', { limit: 3 })).toEqual({ a: ['x'] });
  });

  test('keeps very long digits as text', () => {
    expect(parse('a=12345678901234567890&b=0&c=false', { types: true })).toEqual({ a: '12345678901234567890', b: 0, c: false });
  });

  test('decodes brackets in keys', () => {
    expect(parse('a%5Bb%5D=1')).toEqual({ a: { b: '1' } });
  });

  test('writes lists of objects by index', () => {
    expect(stringify({ a: [{ b: 1 }, 2] })).toBe('a[0][b]=1&a[]=2');
  });

  test('keeps unreserved characters', () => {
    expect(stringify({ a: "-_.~!*'()" })).toBe("a=-_.~!*'()");
  });

  test('edits a url that is only a query', () => {
    expect(withQuery('?a=1', { b: 'x y' })).toBe('?a=1&b=x%20y');
    expect(omit('?a=1', ['a'])).toBe('');
  });

  test('keeps a hash that comes before a question mark', () => {
    expect(splitUrl('/a#b?c')).toEqual({ base: '/a', query: '', hash: '#b?c' });
  });
});
