'use strict';

const { parse, stringify } = require('../src/index.js');

describe('stringify', () => {
  test('sorts keys unless told otherwise', () => {
    expect(stringify({ b: 1, a: 2 })).toBe('a=2&b=1');
    expect(stringify({ b: 1, a: 2 }, { sort: false })).toBe('b=1&a=2');
  });

  test('encodes keys and values', () => {
    expect(stringify({ 'a b': 'c&d=é' })).toBe('a%20b=c%26d%3D%C3%A9');
  });

  test('writes nested objects', () => {
    expect(stringify({ a: { c: 1, b: { d: 'x' } } })).toBe('a[b][d]=x&a[c]=1');
  });

  test.each([
    ['brackets', 'a[]=1&a[]=2'],
    ['repeat', 'a=1&a=2'],
    ['index', 'a[0]=1&a[1]=2'],
    ['comma', 'a=1%2C2'],
  ])('writes lists as %s', (arrays, expected) => {
    expect(stringify({ a: [1, 2] }, { arrays })).toBe(expected);
  });

  test('leaves out what has no value', () => {
    expect(stringify({ a: undefined, b: null, c: '', d: () => 1, e: [] })).toBe('b=null&c=');
    expect(stringify({ e: [] }, { arrays: 'comma' })).toBe('');
  });

  test('writes dates as ISO text', () => {
    expect(stringify({ a: new Date(0) })).toBe('a=1970-01-01T00%3A00%3A00.000Z');
  });

  test('survives a round trip', () => {
    const value = { list: [{ x: '1' }, { x: '2', y: ['a', 'b'] }], z: { q: '&=?' } };
    expect(parse(stringify(value))).toEqual(value);
  });
});
