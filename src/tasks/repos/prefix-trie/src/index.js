export { Trie } from './trie.js'
export { complete } from './complete.js'
export { match, suggest } from './search.js'
