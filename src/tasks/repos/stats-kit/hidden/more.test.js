import test from 'node:test'
import assert from 'node:assert/strict'
import * as stats from '../../src/index.js'

test('summary of unsorted data with one digit', () => {
  assert.deepEqual(stats.summary([12, 7, 3, 9, 4, 8], 1), {
    count: 6, mean: 7.2, deviation: 3.3, min: 3, q1: 4.8, median: 7.5, q3: 8.8, max: 12,
  })
})

test('quantiles between any two values', () => {
  assert.equal(stats.quantile([10, 20, 40], 0.75), 30)
  assert.equal(stats.quantile([0, 100], 0.1), 10)
})

test('mode of negative numbers is sorted', () => {
  assert.deepEqual(stats.mode([2, -10, 2, -10, 1]), [-10, 2])
})

test('trimming by a third', () => {
  assert.equal(stats.trimmedMean([1, 5, 6, 7, 8, 60], 0.34), 6.5)
})

test('histogram of equal values', () => {
  assert.deepEqual(stats.histogram([4, 4, 4], { bins: 3 }).counts, [3, 0, 0])
  assert.throws(() => stats.histogram([1], { bins: 0 }), RangeError)
})

test('moving average over the whole list', () => {
  assert.deepEqual(stats.movingAverage([3, 6, 9], 3), [6])
  assert.deepEqual(stats.movingAverage([3, 6], 1), [3, 6])
})

test('regression with a falling line', () => {
  const line = stats.regression([[0, 10], [5, 0], [10, -10]])
  assert.equal(line.slope, -2)
  assert.equal(line.predict(2.5), 5)
  assert.equal(line.r2, 1)
})

test('merging into an empty accumulator', () => {
  const acc = stats.createAccumulator().merge(stats.createAccumulator().push(4, 6))
  assert.equal(acc.mean, 5)
  assert.equal(acc.variance, 2)
})

test('ranks of descending values', () => {
  assert.deepEqual(stats.ranks([9, 8, 8, 8, 1]), [5, 3, 3, 3, 1])
  assert.equal(stats.percentileRank([5, 5, 5, 5], 5), 0.5)
})
