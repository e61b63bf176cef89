import { childOf, createNode, descend, growChild, walk } from './node.js'

export class Trie {
  constructor() {
    this.root = createNode()
  }

  static from(source) {
    const trie = new Trie()
    if (Array.isArray(source)) {
      for (const word of source) trie.set(word, (trie.get(word) ?? 0) + 1)
    } else {
      for (const [word, value] of Object.entries(source)) trie.set(word, value)
    }
    return trie
  }

  get size() {
    return this.root.below
  }

  set(word, value = true) {
    if (typeof word !== 'string' || word === '') throw new TypeError('a word must be a non-empty string')
    const isNew = !this.has(word)
    let node = this.root
    if (isNew) node.below++
    for (const char of word) {
      node = growChild(node, char)
      if (isNew) node.below++
    }
    node.terminal = true
    node.value = value
    return this
  }

  get(word) {
    const node = descend(this.root, word)
    return node?.terminal ? node.value : undefined
  }

  has(word) {
    return descend(this.root, word)?.terminal === true
  }

  delete(word) {
    if (!this.has(word)) return false
    let node = this.root
    node.below--
    for (const char of word) {
      const child = childOf(node, char)
      child.below--
      if (child.below === 0) {
        node.children.delete(char)
        return true
      }
      node = child
    }
    node.terminal = false
    node.value = undefined
    return true
  }

  count(prefix = '') {
    return descend(this.root, prefix)?.below ?? 0
  }

  words(prefix = '') {
    return this.entries(prefix).map(([word]) => word)
  }

  entries(prefix = '') {
    const start = descend(this.root, prefix)
    return start ? [...walk(start, prefix)] : []
  }

  longestPrefix(text) {
    let node = this.root
    let length = 0
    let best = null
    for (const char of text) {
      node = childOf(node, char)
      if (!node) break
      length += char.length
      if (node.terminal) best = text.slice(0, length)
    }
    return best
  }

  /** The longest text that all words start with. */
  commonPrefix() {
    let node = this.root
    let prefix = ''
    while (node.children.size === 1 && !node.terminal) {
      const [[char, child]] = node.children
      prefix += char
      node = child
    }
    return prefix
  }
}
