import { sortedChildren } from './node.js'

function collect(node, pattern, at, word, out) {
  if (at === pattern.length) {
    if (node.terminal) out.add(word)
    return
  }
  const token = pattern[at]
  if (token === '*') collect(node, pattern, at + 1, word, out)
  for (const [char, child] of sortedChildren(node)) {
    if (token === '*') collect(child, pattern, at, word + char, out)
    else if (token === '?' || token === char) collect(child, pattern, at + 1, word + char, out)
  }
}

/** Words that fit a pattern with `?` and `*`, sorted. */
export function match(trie, pattern) {
  const out = new Set()
  collect(trie.root, pattern.replace(/\*+/g, '*'), 0, '', out)
  return [...out].sort()
}

function nextRow(row, char, target) {
  const next = [row[0] + 1]
  for (let i = 1; i < row.length; i++) {
    const cost = target[i - 1] === char ? 0 : 1
    next.push(Math.min(next[i - 1] + 1, row[i] + 1, row[i - 1] + cost))
  }
  return next
}

function* near(node, word, row, target, max) {
  const distance = row[row.length - 1]
  if (node.terminal && distance <= max) yield { word, distance }
  for (const [char, child] of sortedChildren(node)) {
    const next = nextRow(row, char, target)
    if (Math.min(...next) <= max) yield* near(child, word + char, next, target, max)
  }
}

/** Words at most `max` edits away, nearest first. */
export function suggest(trie, target, max = 2) {
  const first = Array.from({ length: target.length + 1 }, (_, i) => i)
  return [...near(trie.root, '', first, target, max)].sort(
    (a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1),
  )
}
