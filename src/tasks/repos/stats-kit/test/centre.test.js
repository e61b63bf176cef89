import test from 'node:test'
import assert from 'node:assert/strict'
import * as stats from '../src/index.js'

test('sum does not lose small parts', () => {
  assert.equal(stats.sum(Array(10).fill(0.1)), 1)
  assert.equal(stats.sum([1e100, 1, -1e100]), 1)
  assert.equal(stats.sum([]), 0)
})

test('mean of numbers', () => {
  assert.equal(stats.mean([1, 2, 6]), 3)
  assert.equal(stats.mean([-5]), -5)
})

test('mean needs numbers', () => {
  assert.throws(() => stats.mean([]), { name: 'RangeError', message: 'need at least 1 values, got 0' })
  assert.throws(() => stats.mean([1, '2']), /value 1 is not a number/)
  assert.throws(() => stats.mean(5), /expected a list/)
})

test('weighted mean', () => {
  assert.equal(stats.weightedMean([10, 20], [3, 1]), 12.5)
  assert.throws(() => stats.weightedMean([1], [1, 2]), /differ in length/)
  assert.throws(() => stats.weightedMean([1, 2], [1, -1]), /add up to 0/)
})

test('median of odd and even counts', () => {
  assert.equal(stats.median([9, 1, 5]), 5)
  assert.equal(stats.median([10, 1, 2, 9]), 5.5)
})

test('median sorts by number and not by text', () => {
  assert.equal(stats.median([10, 9, 100]), 10)
})

test('median leaves its input alone', () => {
  const values = [3, 1, 2]
  stats.median(values)
  assert.deepEqual(values, [3, 1, 2])
})

test('mode lists all winners', () => {
  assert.deepEqual(stats.mode([3, 1, 3, 2, 1]), [1, 3])
  assert.deepEqual(stats.mode([7]), [7])
})

test('trimmed mean ignores the extremes', () => {
  assert.equal(stats.trimmedMean([100, 1, 2, 3, -50], 0.2), 2)
  assert.equal(stats.trimmedMean([1, 2, 3, 10], 0.1), 4)
  assert.throws(() => stats.trimmedMean([1, 2], 0.5), /less than 0.5/)
})

test('summary rounds its fields', () => {
  assert.deepEqual(stats.summary([1, 2, 3, 4, 10]), {
    count: 5, mean: 4, deviation: 3.54, min: 1, q1: 2, median: 3, q3: 4, max: 10,
  })
  assert.equal(stats.summary([7]).deviation, 0)
})

test('summary of two values', () => {
  assert.equal(stats.summary([1, 3]).deviation, 1.41)
})

test('accumulator agrees with the plain functions', () => {
  const acc = stats.createAccumulator().push(2, 4, 4).push(4, 5, 5, 7, 9)
  assert.equal(acc.count, 8)
  assert.equal(acc.mean, 5)
  assert.equal(acc.variance, 4.571429)
})

test('accumulators merge', () => {
  const left = stats.createAccumulator().push(1, 2, 3)
  left.merge(stats.createAccumulator().push(10, 20)).merge(stats.createAccumulator())
  assert.equal(left.count, 5)
  assert.equal(left.mean, 7.2)
  assert.equal(left.variance, 63.7)
})

test('an empty accumulator knows nothing', () => {
  const acc = stats.createAccumulator()
  assert.equal(acc.mean, null)
  assert.equal(acc.push(1).variance, null)
})
