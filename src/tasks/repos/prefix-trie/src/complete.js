function weightOf(value) {
  return typeof value === 'number' ? value : 0
}

function byWeight([wordA, valueA], [wordB, valueB]) {
  return weightOf(valueB) - weightOf(valueA) || (wordA < wordB ? -1 : 1)
}

function caseVariants(trie, prefix) {
  let found = [['', trie.root]]
  for (const char of prefix) {
    const options = new Set([char.toLowerCase(), char.toUpperCase()])
    const next = []
    for (const [text, node] of found) {
      for (const option of options) {
        const child = node.children.get(option)
        if (child) next.push([text + option, child])
      }
    }
    found = next
  }
  return found.map(([text]) => text)
}

export function complete(trie, prefix, { limit = 10, ignoreCase = false } = {}) {
  if (limit < 0) throw new RangeError('limit must not be negative')
  const prefixes = ignoreCase ? caseVariants(trie, prefix) : [prefix]
  const entries = prefixes.flatMap((text) => trie.entries(text))
  return entries
    .sort(byWeight)
    .slice(0, limit)
    .map(([word]) => word)
}
