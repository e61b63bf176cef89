export function createNode() {
  return { children: new Map(), value: undefined, terminal: false, below: 0 }
}

export function childOf(node, char) {
  return node.children.get(char)
}

export function growChild(node, char) {
  let child = node.children.get(char)
  if (!child) {
    child = createNode()
    node.children.set(char, child)
  }
  return child
}

export function descend(node, text) {
  let at = node
  for (const char of text) {
    at = childOf(at, char)
    if (!at) return null
  }
  return at
}

export function sortedChildren(node) {
  return [...node.children].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function* walk(node, word = '') {
  if (node.terminal) yield [word, node.value]
  for (const [char, child] of sortedChildren(node)) yield* walk(child, word + char)
}
