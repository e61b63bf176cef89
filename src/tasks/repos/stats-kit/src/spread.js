import { mean, median, sum } from './centre.js'
import { numbers } from './check.js'

export function range(values) {
  numbers(values)
  return Math.max(...values) - Math.min(...values)
}

export function variance(values, { sample = true } = {}) {
  numbers(values, sample ? 2 : 1)
  const centre = mean(values)
  const squares = values.map((value) => (value - centre) ** 2)
  return sum(squares) / (sample ? values.length - 1 : values.length)
}

export function deviation(values, options) {
  return Math.sqrt(variance(values, options))
}

/** Median absolute deviation. */
export function mad(values) {
  const centre = median(values)
  return median(values.map((value) => Math.abs(value - centre)))
}

export function scores(values) {
  const centre = mean(values)
  const unit = deviation(values)
  return values.map((value) => (unit === 0 ? 0 : (value - centre) / unit))
}
