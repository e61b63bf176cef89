import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Trie } from '../src/index.js'

const test = suite('trie')

test('stores and reads words', () => {
  const trie = new Trie().set('car', 1).set('cart', 2)
  assert.is(trie.get('car'), 1)
  assert.is(trie.get('cart'), 2)
  assert.is(trie.get('ca'), undefined)
  assert.is(trie.size, 2)
})

test('a prefix is not a word', () => {
  const trie = new Trie().set('house')
  assert.is(trie.has('hou'), false)
  assert.is(trie.has('house'), true)
  assert.is(trie.get('house'), true)
})

test('setting twice counts once', () => {
  const trie = new Trie().set('a', 1).set('a', 2)
  assert.is(trie.size, 1)
  assert.is(trie.get('a'), 2)
})

test('lists words in order', () => {
  const trie = Trie.from(['pear', 'apple', 'peach', 'plum'])
  assert.equal(trie.words(), ['apple', 'peach', 'pear', 'plum'])
  assert.equal(trie.words('pe'), ['peach', 'pear'])
  assert.equal(trie.words('x'), [])
})

test('counts words below a prefix', () => {
  const trie = Trie.from(['pear', 'apple', 'peach', 'plum'])
  assert.is(trie.count('p'), 3)
  assert.is(trie.count('pea'), 2)
  assert.is(trie.count(), 4)
  assert.is(trie.count('z'), 0)
})

test('from an array counts repetitions', () => {
  const trie = Trie.from(['a', 'b', 'a', 'a'])
  assert.is(trie.get('a'), 3)
  assert.is(trie.get('b'), 1)
})

test('delete removes only the word', () => {
  const trie = Trie.from(['car', 'cart', 'cat'])
  assert.is(trie.delete('car'), true)
  assert.is(trie.delete('car'), false)
  assert.equal(trie.words(), ['cart', 'cat'])
  assert.is(trie.count('car'), 1)
})

test('delete prunes empty branches', () => {
  const trie = Trie.from(['car', 'cart'])
  trie.delete('cart')
  assert.is(trie.count('cart'), 0)
  assert.is(trie.root.children.get('c').children.get('a').children.get('r').children.size, 0)
  trie.delete('car')
  assert.is(trie.root.children.size, 0)
})

test('finds the longest prefix', () => {
  const trie = Trie.from(['car', 'cart', 'dog'])
  assert.is(trie.longestPrefix('cartoon'), 'cart')
  assert.is(trie.longestPrefix('care'), 'car')
  assert.is(trie.longestPrefix('ca'), null)
  assert.is(trie.longestPrefix('zoo'), null)
})

test('finds the common prefix', () => {
  assert.is(Trie.from(['interview', 'internet', 'interval']).commonPrefix(), 'inter')
  assert.is(Trie.from(['in', 'inter']).commonPrefix(), 'in')
  assert.is(Trie.from(['a', 'b']).commonPrefix(), '')
})

test('refuses empty words', () => {
  assert.throws(() => new Trie().set(''), /non-empty string/)
  assert.throws(() => new Trie().set(4), (error) => error instanceof TypeError)
})

test.run()
