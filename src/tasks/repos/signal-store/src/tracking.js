const stack = []

export function currentReader() {
  return stack[stack.length - 1] ?? null
}

/** Runs `fn` so that every signal it reads registers `reader`. */
export function trackAs(reader, fn) {
  stack.push(reader)
  try {
    return fn()
  } finally {
    stack.pop()
  }
}

export function untracked(fn) {
  return trackAs(null, fn)
}

export function link(source, reader) {
  if (!reader) return
  source.readers.add(reader)
  reader.sources.add(source)
}

export function unlinkAll(reader) {
  for (const source of reader.sources) source.readers.delete(reader)
  reader.sources.clear()
}
