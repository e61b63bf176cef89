const queue = new Set()
let depth = 0
let flushing = false

const MAX_ROUNDS = 100

export function enqueue(effect) {
  queue.add(effect)
  if (depth === 0) flush()
}

/** Delays effects until the outermost batch ends. */
export function batch(fn) {
  depth += 1
  try {
    return fn()
  } finally {
    depth -= 1
    if (depth === 0) flush()
  }
}

function flush() {
  if (flushing) return
  flushing = true
  let rounds = 0
  try {
    while (queue.size > 0) {
      rounds += 1
      if (rounds > MAX_ROUNDS) throw new Error('effects keep triggering each other')
      const effects = [...queue]
      queue.clear()
      for (const effect of effects) effect.refresh()
    }
  } finally {
    queue.clear()
    flushing = false
  }
}
