'use strict';

const { omit, pick, splitUrl, withQuery } = require('../src/index.js');

describe('url', () => {
  test('splits into three parts', () => {
    expect(splitUrl('http://x.y/p?a=1?#h?b')).toEqual({ base: 'http://x.y/p', query: 'a=1?', hash: '#h?b' });
    expect(splitUrl('/p')).toEqual({ base: '/p', query: '', hash: '' });
  });

  test('adds, replaces and takes away', () => {
    expect(withQuery('/p?a=1&b=2#h', { b: 3, c: [4, 5], a: null })).toBe('/p?b=3&c[]=4&c[]=5#h');
  });

  test('drops the question mark of an empty query', () => {
    expect(withQuery('/p?a=1', { a: undefined })).toBe('/p');
  });

  test('picks and omits names', () => {
    expect(pick('/p?a=1&b=2&c=3', ['c', 'a'])).toBe('/p?a=1&c=3');
    expect(omit('/p?a=1&b=2&c=3#x', ['a', 'c'])).toBe('/p?b=2#x');
  });
});
