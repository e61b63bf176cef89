import { dependents, order } from './order.js'

/** Cost from each task to the end of everything that waits for it. */
function urgency(tasks) {
  const users = dependents(tasks)
  const tail = new Map()
  for (const name of order(tasks).reverse()) {
    const after = users.get(name).map((user) => tail.get(user))
    tail.set(name, tasks.get(name).cost + Math.max(0, ...after))
  }
  return tail
}

export function criticalPath(tasks) {
  const tail = urgency(tasks)
  const users = dependents(tasks)
  const longest = (names) =>
    names.reduce((best, name) => (best === null || tail.get(name) > tail.get(best) ? name : best), null)
  const roots = [...tasks.values()].filter((task) => task.needs.length === 0).map((task) => task.name)
  const path = []
  let name = longest(roots)
  while (name !== null) {
    path.push(name)
    name = longest(users.get(name))
  }
  return { path, cost: path.length === 0 ? 0 : tail.get(path[0]) }
}

/** Greedy plan for a number of workers: the most urgent ready task first. */
export function schedule(tasks, { workers = 1 } = {}) {
  if (!Number.isInteger(workers) || workers < 1) throw new RangeError('workers must be at least 1')
  const tail = urgency(tasks)
  const ends = new Map()
  const free = new Array(workers).fill(0)
  const slots = []
  const waiting = order(tasks).sort((a, b) => tail.get(b) - tail.get(a) || (a < b ? -1 : 1))
  while (waiting.length > 0) {
    const worker = free.indexOf(Math.min(...free))
    const readyAt = (name) => Math.max(0, ...tasks.get(name).needs.map((need) => ends.get(need) ?? Infinity))
    const starts = waiting.map((name) => Math.max(free[worker], readyAt(name)))
    const at = starts.indexOf(Math.min(...starts))
    const [name] = waiting.splice(at, 1)
    const end = starts[at] + tasks.get(name).cost
    slots.push({ name, worker, start: starts[at], end })
    ends.set(name, end)
    free[worker] = end
  }
  return { slots, makespan: Math.max(0, ...ends.values()) }
}
