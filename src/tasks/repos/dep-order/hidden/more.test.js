import test from 'node:test'
import assert from 'node:assert/strict'
import { affected, criticalPath, findCycle, order, readManifest, redundant, required, schedule, stages } from '../../src/index.js'

const wide = readManifest('a (1)\nb (2)\nc (3)\nd (4): a b\ne (1): b c\nf (2): d e')

test('stages of a wide graph', () => {
  assert.deepEqual(stages(wide), [['a', 'b', 'c'], ['d', 'e'], ['f']])
  assert.deepEqual(order(wide), ['a', 'b', 'c', 'd', 'e', 'f'])
})

test('stage of a task follows its latest need', () => {
  assert.deepEqual(stages(readManifest('a\nb: a\nc: a b\nd: a')), [['a'], ['b', 'd'], ['c']])
})

test('two workers on a wide graph', () => {
  const { slots, makespan } = schedule(wide, { workers: 2 })
  assert.equal(makespan, 8)
  assert.equal(slots.length, 6)
  for (const name of ['d', 'e', 'f']) {
    const slot = slots.find((s) => s.name === name)
    for (const need of wide.get(name).needs) assert.ok(slots.find((s) => s.name === need).end <= slot.start)
  }
})

test('critical path of a wide graph', () => {
  assert.deepEqual(criticalPath(wide), { path: ['b', 'd', 'f'], cost: 8 })
})

test('a two-task cycle', () => {
  const tasks = readManifest('p: q\nq: p')
  assert.deepEqual(findCycle(tasks), ['p', 'q', 'p'])
  assert.throws(() => stages(tasks), { name: 'CycleError' })
})

test('required and affected keep the order of names', () => {
  assert.deepEqual(required(wide, ['e', 'd']), ['a', 'b', 'c', 'd', 'e'])
  assert.deepEqual(affected(wide, ['c', 'a']), ['a', 'c', 'd', 'e', 'f'])
})

test('redundant through a longer chain', () => {
  const tasks = readManifest('a\nb: a\nc: b\nd: a c')
  assert.deepEqual(redundant(tasks, 'd'), ['a'])
  assert.throws(() => redundant(tasks, 'x'), /unknown task x/)
})

test('paths and dots are names too', () => {
  const tasks = readManifest('src/a.js\ndist/a-b.js (4):src/a.js')
  assert.deepEqual(order(tasks), ['src/a.js', 'dist/a-b.js'])
  assert.equal(tasks.get('dist/a-b.js').cost, 4)
})
