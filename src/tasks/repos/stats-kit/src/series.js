import { mean } from './centre.js'
import { numbers } from './check.js'

export function movingAverage(values, window) {
  if (!Number.isInteger(window) || window < 1) throw new RangeError('window must be a whole number of at least 1')
  numbers(values, 0)
  const out = []
  for (let end = window; end <= values.length; end++) out.push(mean(values.slice(end - window, end)))
  return out
}

export function smooth(values, alpha = 0.5) {
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError('alpha must be more than 0 and at most 1')
  const out = []
  for (const value of numbers(values, 0)) {
    const last = out[out.length - 1]
    out.push(last === undefined ? value : alpha * value + (1 - alpha) * last)
  }
  return out
}

export function differences(values) {
  return numbers(values, 0)
    .slice(1)
    .map((value, i) => value - values[i])
}

export function histogram(values, { bins = 5, min = Math.min(...values), max = Math.max(...values) } = {}) {
  numbers(values)
  if (bins < 1) throw new RangeError('bins must be at least 1')
  const width = (max - min) / bins || 1
  const counts = new Array(bins).fill(0)
  let outside = 0
  for (const value of values) {
    if (value < min || value > max) outside += 1
    else counts[Math.min(bins - 1, Math.floor((value - min) / width))] += 1
  }
  return { counts, outside, edges: Array.from({ length: bins + 1 }, (_, i) => min + i * width) }
}
