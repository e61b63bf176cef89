import { share, sorted } from './check.js'

/** Quantile with linear interpolation between the two nearest values. */
export function quantile(values, p) {
  const list = sorted(values)
  const position = share(p) * (list.length - 1)
  const low = Math.floor(position)
  const high = Math.ceil(position)
  return list[low] + (list[high] - list[low]) * (position - low)
}

export function quartiles(values) {
  return [0.25, 0.5, 0.75].map((p) => quantile(values, p))
}

/** Values more than `factor` interquartile ranges outside of the quartiles. */
export function outliers(values, factor = 1.5) {
  const [q1, , q3] = quartiles(values)
  const reach = (q3 - q1) * factor
  return values.filter((value) => value < q1 - reach || value > q3 + reach)
}

/** Share of values below x, half of those equal to it included. */
export function percentileRank(values, x) {
  const list = sorted(values)
  const below = list.filter((value) => value < x).length
  const equal = list.filter((value) => value === x).length
  return (below + equal / 2) / list.length
}

/** Rank of each value from 1; equal values share the mean of their ranks. */
export function ranks(values) {
  const list = sorted(values)
  return values.map((value) => (list.indexOf(value) + list.lastIndexOf(value)) / 2 + 1)
}
