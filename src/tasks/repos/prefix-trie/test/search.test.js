import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Trie, complete, match, suggest } from '../src/index.js'

const completion = suite('complete')

completion('orders by weight and then by name', () => {
  const trie = Trie.from({ car: 3, cart: 3, cat: 7, dog: 9 })
  assert.equal(complete(trie, 'ca'), ['cat', 'car', 'cart'])
})

completion('keeps to the limit', () => {
  const trie = Trie.from({ car: 3, cart: 1, cat: 7 })
  assert.equal(complete(trie, 'c', { limit: 2 }), ['cat', 'car'])
  assert.equal(complete(trie, 'c', { limit: 0 }), [])
  assert.throws(() => complete(trie, 'c', { limit: -1 }), /negative/)
})

completion('has a default limit of ten', () => {
  const trie = Trie.from(Array.from({ length: 12 }, (_, i) => `w${i}`))
  assert.is(complete(trie, 'w').length, 10)
})

completion('can ignore case', () => {
  const trie = Trie.from({ Car: 1, cat: 2, CAB: 3 })
  assert.equal(complete(trie, 'ca'), ['cat'])
  assert.equal(complete(trie, 'ca', { ignoreCase: true }), ['CAB', 'cat', 'Car'])
})

completion('values that are no numbers weigh nothing', () => {
  const trie = Trie.from({ b: 'text', a: 'more', c: 1 })
  assert.equal(complete(trie, ''), ['c', 'a', 'b'])
})

completion.run()

const search = suite('search')

search('question mark is one character', () => {
  const trie = Trie.from(['cat', 'cot', 'coat', 'ct'])
  assert.equal(match(trie, 'c?t'), ['cat', 'cot'])
})

search('star is any number of characters', () => {
  const trie = Trie.from(['cat', 'cot', 'coat', 'ct', 'dog'])
  assert.equal(match(trie, 'c*t'), ['cat', 'coat', 'cot', 'ct'])
  assert.equal(match(trie, '*o*'), ['coat', 'cot', 'dog'])
  assert.equal(match(trie, '*'), ['cat', 'coat', 'cot', 'ct', 'dog'])
})

search('a plain pattern is the word itself', () => {
  const trie = Trie.from(['cat', 'cats'])
  assert.equal(match(trie, 'cat'), ['cat'])
  assert.equal(match(trie, 'ca'), [])
})

search('suggest orders by distance', () => {
  const trie = Trie.from(['cart', 'card', 'cat', 'dog'])
  assert.equal(suggest(trie, 'cart', 1), [
    { word: 'cart', distance: 0 },
    { word: 'card', distance: 1 },
    { word: 'cat', distance: 1 },
  ])
})

search('suggest allows two edits by default', () => {
  const trie = Trie.from(['kitten', 'mitten', 'sitting'])
  assert.equal(
    suggest(trie, 'kitten').map((hit) => hit.word),
    ['kitten', 'mitten'],
  )
})

search('suggest finds nothing far away', () => {
  assert.equal(suggest(Trie.from(['alpha']), 'omega', 2), [])
})

search.run()
