import test from 'node:test'
import assert from 'node:assert/strict'
import * as stats from '../src/index.js'

test('range is the distance of the extremes', () => {
  assert.equal(stats.range([4, -1, 9]), 10)
})

test('variance of a sample and of a population', () => {
  assert.equal(stats.variance([1, 2, 3, 4]), 5 / 3)
  assert.equal(stats.variance([1, 2, 3, 4], { sample: false }), 1.25)
  assert.throws(() => stats.variance([1]), /at least 2 values, got 1/)
  assert.equal(stats.variance([1], { sample: false }), 0)
})

test('deviation is the root of the variance', () => {
  assert.equal(stats.deviation([2, 4, 4, 4, 5, 5, 7, 9], { sample: false }), 2)
})

test('median absolute deviation', () => {
  assert.equal(stats.mad([1, 1, 2, 2, 4, 6, 9]), 1)
})

test('scores are in units of the deviation', () => {
  assert.deepEqual(stats.scores([1, 2, 3]), [-1, 0, 1])
  assert.deepEqual(stats.scores([5, 5]), [0, 0])
})

test('quantile interpolates', () => {
  assert.equal(stats.quantile([4, 1, 3, 2], 0.25), 1.75)
  assert.equal(stats.quantile([1, 2, 3], 0), 1)
  assert.equal(stats.quantile([1, 2, 3], 1), 3)
  assert.throws(() => stats.quantile([1], 1.1), /between 0 and 1, got 1.1/)
})

test('quartiles of nine values', () => {
  assert.deepEqual(stats.quartiles([1, 2, 3, 4, 5, 6, 7, 8, 9]), [3, 5, 7])
})

test('outliers lie far out on both sides', () => {
  assert.deepEqual(stats.outliers([10, 11, 12, 13, 14, 40, -20]), [40, -20])
  assert.deepEqual(stats.outliers([10, 11, 12, 13, 14, 18], 1), [18])
  assert.deepEqual(stats.outliers([10, 11, 12, 13, 14, 17]), [])
})

test('percentile rank counts half of the equals', () => {
  assert.equal(stats.percentileRank([1, 2, 2, 3], 2), 0.5)
  assert.equal(stats.percentileRank([1, 2, 3, 4], 5), 1)
})

test('ranks are shared by equals', () => {
  assert.deepEqual(stats.ranks([10, 30, 20, 30]), [1, 3.5, 2, 3.5])
})
