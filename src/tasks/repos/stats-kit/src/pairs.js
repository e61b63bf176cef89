import { mean, sum } from './centre.js'
import { round } from './check.js'
import { deviation } from './spread.js'

function columns(points) {
  if (points.length < 2) throw new RangeError(`need at least 2 points, got ${points.length}`)
  return [points.map(([x]) => x), points.map(([, y]) => y)]
}

export function covariance(points) {
  const [xs, ys] = columns(points)
  const mx = mean(xs)
  const my = mean(ys)
  return sum(points.map(([x, y]) => (x - mx) * (y - my))) / (points.length - 1)
}

export function correlation(points) {
  const [xs, ys] = columns(points)
  const scale = deviation(xs) * deviation(ys)
  return scale === 0 ? 0 : round(covariance(points) / scale)
}

/** Least squares line. */
export function regression(points) {
  const [xs, ys] = columns(points)
  const spread = deviation(xs) ** 2
  if (spread === 0) throw new RangeError('all points have the same x')
  const slope = covariance(points) / spread
  const intercept = mean(ys) - slope * mean(xs)
  return {
    slope: round(slope),
    intercept: round(intercept),
    r2: round(correlation(points) ** 2, 4),
    predict: (x) => round(slope * x + intercept),
  }
}
