import test from 'node:test';
import assert from 'node:assert/strict';
import { highlight, search, suggest } from '../src/index.js';

const files = ['src/render.js', 'README.md', 'test/read.js', 'index.html'];
const items = (query, options) => search(query, files, options).map(({ item }) => item);

test('search keeps matches, the best first', () => {
  assert.deepEqual(items('read'), ['test/read.js', 'README.md']);
});

test('search finds initials', () => {
  assert.deepEqual(items('srj'), ['src/render.js', 'test/read.js']);
});

test('search breaks ties by length, then by order', () => {
  assert.deepEqual(search('a', ['abc', 'ab', 'ac']).map(({ item }) => item), ['ab', 'ac', 'abc']);
});

test('search has a limit and a minimum', () => {
  assert.equal(items('e', { limit: 2 }).length, 2);
  assert.deepEqual(search('a', ['a', 'xa'], { minScore: 12 }).map(({ item }) => item), ['a']);
});

test('search looks into a key', () => {
  const people = [{ name: 'Ada' }, { name: 'Bob' }, {}];
  assert.deepEqual(search('b', people, { key: 'name' }), [{ item: { name: 'Bob' }, score: 17, positions: [0] }]);
  assert.equal(search('da', people, { key: (person) => person.name })[0].item.name, 'Ada');
});

test('highlight joins neighbours', () => {
  assert.equal(highlight('rem', 'README.md'), '<b>RE</b>ADME.<b>m</b>d');
  assert.equal(highlight('ad', 'README', '[', ']'), 'RE[AD]ME');
});

test('highlight leaves other text alone', () => {
  assert.equal(highlight('zz', 'README'), 'README');
});

test('suggest sorts by distance', () => {
  assert.deepEqual(suggest('comit', ['clone', 'omit', 'commit', 'comet']), ['omit', 'commit', 'comet']);
  assert.deepEqual(suggest('Status', ['status', 'stats', 'state']), ['status', 'stats', 'state']);
});

test('suggest stops at a maximum', () => {
  assert.deepEqual(suggest('ab', ['aa', 'ac', 'ad'], 2), ['aa', 'ac']);
});

test('suggest wants a third of the letters right at least', () => {
  assert.deepEqual(suggest('abc', ['axx', 'abx']), ['abx']);
});
