import { batch } from './schedule.js'
import { computed, signal } from './signal.js'

function assertKnown(fields, name) {
  if (!fields.has(name)) throw new Error(`unknown field ${name}`)
}

function bindActions(store, actions) {
  const bound = {}
  for (const [name, action] of Object.entries(actions)) {
    bound[name] = (...args) =>
      batch(() => {
        const patch = action(store.get(), ...args)
        if (patch) store.set(patch)
        return store.get()
      })
  }
  return bound
}

export function createStore(initial, actions = {}) {
  const fields = new Map(Object.entries(initial).map(([name, value]) => [name, signal(value)]))
  const snapshot = computed(() => Object.fromEntries([...fields].map(([name, field]) => [name, field.value])))
  const listeners = new Set()

  function set(patch) {
    for (const name of Object.keys(patch)) assertKnown(fields, name)
    const before = snapshot.peek()
    batch(() => {
      for (const [name, value] of Object.entries(patch)) fields.get(name).value = value
    })
    const after = snapshot.peek()
    if (after === before) return false
    for (const listener of [...listeners]) listener(after, before)
    return true
  }

  const store = {
    set,
    get: () => snapshot.peek(),
    field(name) {
      assertKnown(fields, name)
      return fields.get(name)
    },
    /** A computed value of the whole state. */
    select: (fn) => computed(() => fn(snapshot.value)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reset: () => set(initial),
  }
  store.actions = bindActions(store, actions)
  return store
}

/** Records what a store went through, newest last, at most `limit` states. */
export function recordHistory(store, { limit = 10 } = {}) {
  let states = [store.get()]
  const stop = store.subscribe((after) => {
    states.push(after)
    if (states.length > limit) states = states.slice(states.length - limit)
  })
  return {
    stop,
    get states() {
      return [...states]
    },
    back(steps = 1) {
      const index = Math.max(0, states.length - 1 - steps)
      const target = states[index]
      states = states.slice(0, index)
      store.set(target)
      return target
    },
  }
}
