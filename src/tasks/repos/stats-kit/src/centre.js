import { numbers, share, sorted } from './check.js'

/** Adds with a running correction, so that 0.1 * 10 is 1. */
export function sum(values) {
  let total = 0
  let lost = 0
  for (const value of numbers(values, 0)) {
    const next = total + value
    if (Math.abs(total) >= Math.abs(value)) lost += total - next + value
    else lost += value - next + total
    total = next
  }
  return total + lost
}

export function mean(values) {
  return sum(numbers(values)) / values.length
}

export function weightedMean(values, weights) {
  if (values.length !== weights.length) throw new RangeError('values and weights differ in length')
  const total = sum(weights)
  if (total === 0) throw new RangeError('the weights add up to 0')
  return sum(values.map((value, i) => value * weights[i])) / total
}

export function median(values) {
  const list = sorted(values)
  const middle = Math.floor(list.length / 2)
  return list.length % 2 === 1 ? list[middle] : (list[middle - 1] + list[middle]) / 2
}

/** All most frequent values, ascending. */
export function mode(values) {
  const counts = new Map()
  for (const value of numbers(values)) counts.set(value, (counts.get(value) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return [...counts.keys()].filter((value) => counts.get(value) === most).sort((a, b) => a - b)
}

/** Mean without the lowest and the highest `part` of the values. */
export function trimmedMean(values, part = 0.1) {
  if (share(part, 'share') >= 0.5) throw new RangeError('share must be less than 0.5')
  const list = sorted(values)
  const cut = Math.floor(list.length * part)
  return mean(list.slice(cut, list.length - cut))
}
