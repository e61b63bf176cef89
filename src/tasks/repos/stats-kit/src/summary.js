import { mean } from './centre.js'
import { numbers, round } from './check.js'
import { quartiles } from './rank.js'
import { deviation } from './spread.js'

export function summary(values, digits = 2) {
  numbers(values)
  const [q1, q2, q3] = quartiles(values)
  const fields = {
    count: values.length,
    mean: mean(values),
    deviation: values.length > 1 ? deviation(values) : 0,
    min: Math.min(...values),
    q1,
    median: q2,
    q3,
    max: Math.max(...values),
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, round(value, digits)]))
}

/** Mean and variance of a stream, without keeping the values. */
export function createAccumulator() {
  let count = 0
  let centre = 0
  let squares = 0

  return {
    push(...values) {
      for (const value of values) {
        count += 1
        const delta = value - centre
        centre += delta / count
        squares += delta * (value - centre)
      }
      return this
    },
    merge(other) {
      const theirs = other.state()
      const total = count + theirs.count
      if (theirs.count === 0) return this
      const delta = theirs.centre - centre
      squares += theirs.squares + (delta * delta * count * theirs.count) / total
      centre += (delta * theirs.count) / total
      count = total
      return this
    },
    state: () => ({ count, centre, squares }),
    get count() {
      return count
    },
    get mean() {
      return count === 0 ? null : round(centre)
    },
    get variance() {
      return count < 2 ? null : round(squares / (count - 1))
    },
  }
}
