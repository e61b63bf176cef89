import test from 'node:test'
import assert from 'node:assert/strict'
import { CycleError, findCycle, order, readManifest, stages } from '../src/index.js'

const build = readManifest(`
  release: app docs
  app (5): lib util
  docs (1): lib
  lib (3): util
  util (2)
`)

test('order puts needs first', () => {
  assert.deepEqual(order(build), ['util', 'lib', 'app', 'docs', 'release'])
})

test('order is alphabetical among the ready', () => {
  assert.deepEqual(order(readManifest('c\nb\na\nd: c')), ['a', 'b', 'c', 'd'])
})

test('a task that becomes ready may overtake', () => {
  assert.deepEqual(order(readManifest('b\nz\na: b')), ['b', 'a', 'z'])
})

test('stages group what can run together', () => {
  assert.deepEqual(stages(build), [['util'], ['lib'], ['app', 'docs'], ['release']])
})

test('no tasks make no stages', () => {
  assert.deepEqual(stages(new Map()), [])
  assert.deepEqual(order(new Map()), [])
})

test('a cycle is named', () => {
  const tasks = readManifest('start\na: c start\nb: a\nc: b')
  assert.deepEqual(findCycle(tasks), ['a', 'c', 'b', 'a'])
  assert.throws(() => order(tasks), (error) => {
    assert.ok(error instanceof CycleError)
    assert.equal(error.message, 'dependency cycle: a -> c -> b -> a')
    assert.deepEqual(error.cycle, ['a', 'c', 'b', 'a'])
    return true
  })
})

test('the cycle leaves out the way to it', () => {
  assert.deepEqual(findCycle(readManifest('x: a\na: b\nb: a')), ['a', 'b', 'a'])
})

test('a diamond is no cycle', () => {
  assert.equal(findCycle(readManifest('top: l r\nl: base\nr: base\nbase')), null)
})
