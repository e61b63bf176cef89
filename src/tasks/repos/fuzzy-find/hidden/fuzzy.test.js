import test from 'node:test';
import assert from 'node:assert/strict';
import { distance, highlight, score, search, similarity, suggest } from '../../src/index.js';

test('distance is the same both ways', () => {
  for (const [a, b] of [['flaw', 'lawn'], ['gumbo', 'gambol'], ['abcd', 'acbd'], ['ca', 'abc']]) {
    assert.equal(distance(a, b), distance(b, a));
  }
  assert.equal(distance('flaw', 'lawn'), 2);
  assert.equal(distance('abcd', 'acbd'), 1);
});

test('a swap does not apply to far letters', () => {
  assert.equal(distance('abc', 'cba'), 2);
});

test('distance up to exactly the maximum', () => {
  assert.equal(distance('abc', 'xbz', 2), 2);
  assert.equal(distance('abc', 'xbz', 1), Infinity);
  assert.equal(distance('abc', 'abcde', 2), 2);
});

test('similarity of anagrams', () => {
  assert.equal(similarity('abcd', 'cdab'), 2 / 3);
  assert.equal(similarity('', ''), 1);
  assert.equal(similarity('ab', 'cd'), 0);
});

test('the better of two places wins', () => {
  assert.deepEqual(score('ab', 'axb ab').positions, [4, 5]);
  assert.deepEqual(score('aa', 'a_a').positions, [0, 2]);
});

test('camel case and digits start words', () => {
  assert.deepEqual(score('gbi', 'getById').positions, [0, 3, 5]);
  assert.deepEqual(score('h2', 'ah2h12').positions, [1, 2]);
});

test('search keeps order between equal scores', () => {
  assert.deepEqual(search('x', ['xa', 'xb', 'xc']).map(({ item }) => item), ['xa', 'xb', 'xc']);
});

test('an empty query returns all, short ones first', () => {
  assert.deepEqual(search('', ['bbb', 'a', 'cc']).map(({ item }) => item), ['a', 'cc', 'bbb']);
});

test('highlight at the end of the text', () => {
  assert.equal(highlight('js', 'a.js'), 'a.<b>js</b>');
  assert.equal(highlight('', 'abc'), 'abc');
});

test('suggest folds accents', () => {
  assert.deepEqual(suggest('cafe', ['café', 'cave', 'bar']), ['café', 'cave']);
  assert.deepEqual(suggest('install', ['uninstal', 'nstal']), ['nstal']);
});
