import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Trie, complete, match, suggest } from '../../src/index.js'

const test = suite('more')

test('deleting a middle word keeps its neighbours', () => {
  const trie = Trie.from(['a', 'ab', 'abc'])
  trie.delete('ab')
  assert.equal(trie.words(), ['a', 'abc'])
  assert.is(trie.size, 2)
  assert.is(trie.count('a'), 2)
})

test('a deleted word can come back', () => {
  const trie = Trie.from({ x: 1 })
  trie.delete('x')
  assert.is(trie.get('x'), undefined)
  trie.set('x', 2)
  assert.equal(trie.entries(), [['x', 2]])
})

test('longest prefix of a word is the word', () => {
  const trie = Trie.from(['/', '/api', '/api/users'])
  assert.is(trie.longestPrefix('/api/users'), '/api/users')
  assert.is(trie.longestPrefix('/api/user'), '/api')
  assert.is(trie.longestPrefix('/x'), '/')
})

test('completion of a whole word contains it', () => {
  const trie = Trie.from({ go: 1, gone: 5, good: 2 })
  assert.equal(complete(trie, 'go'), ['gone', 'good', 'go'])
})

test('several stars and marks together', () => {
  const trie = Trie.from(['readme.md', 'index.js', 'index.test.js', 'a.js'])
  assert.equal(match(trie, '*.js'), ['a.js', 'index.js', 'index.test.js'])
  assert.equal(match(trie, '?.**'), ['a.js'])
  assert.equal(match(trie, 'index*?.js'), ['index.test.js'])
})

test('suggest counts insertions and deletions', () => {
  const trie = Trie.from(['form', 'from', 'forum'])
  assert.equal(suggest(trie, 'for', 1), [{ word: 'form', distance: 1 }])
  assert.equal(suggest(trie, 'for', 2), [
    { word: 'form', distance: 1 },
    { word: 'forum', distance: 2 },
    { word: 'from', distance: 2 },
  ])
})

test('common prefix of one word is the word', () => {
  assert.is(Trie.from(['solo']).commonPrefix(), 'solo')
  assert.is(new Trie().commonPrefix(), '')
})

test.run()
