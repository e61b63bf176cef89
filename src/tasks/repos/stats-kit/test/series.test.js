import test from 'node:test'
import assert from 'node:assert/strict'
import * as stats from '../src/index.js'

test('moving average slides over the values', () => {
  assert.deepEqual(stats.movingAverage([1, 2, 3, 6], 2), [1.5, 2.5, 4.5])
  assert.deepEqual(stats.movingAverage([1, 2], 3), [])
  assert.throws(() => stats.movingAverage([1], 0), RangeError)
})

test('smoothing starts at the first value', () => {
  assert.deepEqual(stats.smooth([10, 20, 20], 0.5), [10, 15, 17.5])
  assert.deepEqual(stats.smooth([4, 8], 1), [4, 8])
  assert.throws(() => stats.smooth([1], 0), /alpha/)
})

test('differences of neighbours', () => {
  assert.deepEqual(stats.differences([5, 7, 4]), [2, -3])
})

test('histogram puts the maximum into the last bin', () => {
  const { counts, edges } = stats.histogram([0, 1, 2, 5, 9, 10], { bins: 5 })
  assert.deepEqual(counts, [2, 1, 1, 0, 2])
  assert.deepEqual(edges, [0, 2, 4, 6, 8, 10])
})

test('histogram counts what lies outside', () => {
  const { counts, outside } = stats.histogram([-1, 0, 5, 10, 11], { bins: 2, min: 0, max: 10 })
  assert.deepEqual(counts, [1, 2])
  assert.equal(outside, 2)
})

test('covariance and correlation', () => {
  assert.equal(stats.covariance([[1, 2], [2, 4], [3, 6]]), 2)
  assert.equal(stats.correlation([[1, 2], [2, 4], [3, 6]]), 1)
  assert.equal(stats.correlation([[1, 3], [2, 2], [3, 1]]), -1)
  assert.equal(stats.correlation([[1, 3], [2, 3]]), 0)
})

test('regression fits a line', () => {
  const line = stats.regression([[0, 1], [1, 3], [2, 5], [3, 7]])
  assert.equal(line.slope, 2)
  assert.equal(line.intercept, 1)
  assert.equal(line.r2, 1)
  assert.equal(line.predict(10), 21)
})

test('regression of scattered points', () => {
  const line = stats.regression([[1, 1], [2, 3], [3, 2], [4, 5]])
  assert.equal(line.slope, 1.1)
  assert.equal(line.intercept, 0)
  assert.equal(line.r2, 0.6914)
})

test('regression needs different x', () => {
  assert.throws(() => stats.regression([[1, 2], [1, 3]]), /same x/)
  assert.throws(() => stats.regression([[1, 2]]), /at least 2 points/)
})
