import { batch, enqueue } from './schedule.js'
import { currentReader, link, trackAs, unlinkAll, untracked } from './tracking.js'

export class CycleError extends Error {
  constructor() {
    super('a computed value depends on itself')
    this.name = 'CycleError'
  }
}

function notify(source) {
  batch(() => {
    for (const reader of [...source.readers]) reader.invalidate()
  })
}

export function signal(initial, { equals = Object.is } = {}) {
  let current = initial
  const source = { readers: new Set() }

  return {
    get value() {
      link(source, currentReader())
      return current
    },
    set value(next) {
      if (equals(current, next)) return
      current = next
      notify(source)
    },
    peek: () => current,
    update(fn) {
      this.value = fn(current)
      return current
    },
    get observers() {
      return source.readers.size
    },
  }
}

export function computed(fn, { equals = Object.is } = {}) {
  let cached
  let state = 'stale'
  let runs = 0

  const node = {
    readers: new Set(),
    sources: new Set(),
    invalidate() {
      if (state === 'stale') return
      state = 'stale'
      for (const reader of [...node.readers]) reader.invalidate()
    },
  }

  function evaluate() {
    if (state === 'running') throw new CycleError()
    if (state === 'fresh') return cached
    unlinkAll(node)
    state = 'running'
    try {
      const next = trackAs(node, fn)
      runs += 1
      if (runs === 1 || !equals(cached, next)) cached = next
      state = 'fresh'
    } finally {
      if (state === 'running') state = 'stale'
    }
    return cached
  }

  return {
    get value() {
      const value = evaluate()
      link(node, currentReader())
      return value
    },
    peek: () => untracked(evaluate),
    get runs() {
      return runs
    },
  }
}

export function effect(fn) {
  let cleanup = null
  let active = true

  function clean() {
    const last = cleanup
    cleanup = null
    if (typeof last === 'function') untracked(last)
  }

  const node = {
    sources: new Set(),
    invalidate() {
      if (active) enqueue(node)
    },
    refresh() {
      if (!active) return
      clean()
      unlinkAll(node)
      cleanup = trackAs(node, fn)
    },
  }

  node.refresh()
  return function stop() {
    if (!active) return false
    active = false
    unlinkAll(node)
    clean()
    return true
  }
}

/** Calls back with the new and the old value, only when it changed. */
export function watch(source, callback, { immediate = false, equals = Object.is } = {}) {
  let last
  let first = true
  return effect(() => {
    const value = typeof source === 'function' ? source() : source.value
    const changed = first ? immediate : !equals(value, last)
    const before = last
    last = value
    first = false
    if (changed) untracked(() => callback(value, before))
  })
}
