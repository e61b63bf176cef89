import test from 'node:test'
import assert from 'node:assert/strict'
import { criticalPath, readManifest, schedule } from '../src/index.js'

const build = readManifest('lib (3)\napp (5): lib\ndocs (1): lib\nrelease: app docs')

test('one worker does everything in a row', () => {
  const { slots, makespan } = schedule(build)
  assert.equal(makespan, 10)
  assert.deepEqual(slots.map((slot) => slot.name), ['lib', 'app', 'docs', 'release'])
  assert.deepEqual(slots.map((slot) => slot.start), [0, 3, 8, 9])
})

test('two workers share the work', () => {
  const { slots, makespan } = schedule(build, { workers: 2 })
  assert.equal(makespan, 9)
  const docs = slots.find((slot) => slot.name === 'docs')
  assert.equal(docs.end - docs.start, 1)
  assert.ok(docs.start >= 3)
})

test('the most urgent task goes first', () => {
  const tasks = readManifest('short (1)\nlong (9)\nlater (4): short')
  assert.deepEqual(schedule(tasks).slots.map((slot) => slot.name), ['long', 'short', 'later'])
})

test('workers must be a positive count', () => {
  assert.throws(() => schedule(build, { workers: 0 }), RangeError)
  assert.throws(() => schedule(build, { workers: 1.5 }), /at least 1/)
})

test('critical path is the longest chain', () => {
  assert.deepEqual(criticalPath(build), { path: ['lib', 'app', 'release'], cost: 9 })
})

test('nothing to do takes no time', () => {
  assert.deepEqual(criticalPath(new Map()), { path: [], cost: 0 })
  assert.deepEqual(schedule(new Map()), { slots: [], makespan: 0 })
})
