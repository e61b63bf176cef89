import { dependents, order } from './order.js'

function spread(starts, next) {
  const reached = new Set(starts)
  for (const name of reached) {
    for (const other of next(name)) reached.add(other)
  }
  return reached
}

function checkNames(tasks, names) {
  for (const name of names) {
    if (!tasks.has(name)) throw new Error(`unknown task ${name}`)
  }
}

/** Everything needed to build `names`, in build order, themselves included. */
export function required(tasks, names) {
  checkNames(tasks, names)
  const wanted = spread(names, (name) => tasks.get(name).needs)
  return order(tasks).filter((name) => wanted.has(name))
}

/** Everything to rebuild when `names` changed, in build order. */
export function affected(tasks, names) {
  checkNames(tasks, names)
  const users = dependents(tasks)
  const touched = spread(names, (name) => users.get(name))
  return order(tasks).filter((name) => touched.has(name))
}

/** Dependencies that another dependency brings along anyway. */
export function redundant(tasks, name) {
  checkNames(tasks, [name])
  const { needs } = tasks.get(name)
  return needs.filter((need) =>
    needs.some((other) => other !== need && spread([other], (n) => tasks.get(n).needs).has(need)),
  )
}
