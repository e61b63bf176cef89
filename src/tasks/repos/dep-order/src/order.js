import { CycleError } from './errors.js'

export function dependents(tasks) {
  const users = new Map([...tasks.keys()].map((name) => [name, []]))
  for (const { name, needs } of tasks.values()) {
    for (const need of needs) users.get(need).push(name)
  }
  return users
}

/** Calls `visit` with each group of tasks whose needs are met, until none is left. */
export function peel(tasks, pick) {
  const users = dependents(tasks)
  const open = new Map([...tasks.values()].map((task) => [task.name, task.needs.length]))
  let ready = [...open.keys()].filter((name) => open.get(name) === 0).sort()
  const groups = []
  let count = 0
  while (ready.length > 0) {
    const group = pick(ready)
    ready = ready.slice(group.length)
    groups.push(group)
    count += group.length
    for (const name of group) {
      for (const user of users.get(name)) {
        open.set(user, open.get(user) - 1)
        if (open.get(user) === 0) ready.push(user)
      }
    }
    ready.sort()
  }
  if (count < tasks.size) throw new CycleError(findCycle(tasks))
  return groups
}

export function order(tasks) {
  return peel(tasks, (ready) => ready.slice(0, 1)).flat()
}

export function stages(tasks) {
  return peel(tasks, (ready) => ready)
}

/** A cycle as a list whose first and last names are the same, or null. */
export function findCycle(tasks) {
  const state = new Map()
  const trail = []

  const visit = (name) => {
    if (state.get(name) === 'done') return null
    if (state.get(name) === 'active') return [...trail.slice(trail.indexOf(name)), name]
    state.set(name, 'active')
    trail.push(name)
    for (const need of tasks.get(name).needs) {
      const cycle = visit(need)
      if (cycle) return cycle
    }
    trail.pop()
    state.set(name, 'done')
    return null
  }

  for (const name of tasks.keys()) {
    const cycle = visit(name)
    if (cycle) return cycle
  }
  return null
}
