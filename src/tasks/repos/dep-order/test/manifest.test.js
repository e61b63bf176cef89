import test from 'node:test'
import assert from 'node:assert/strict'
import { ManifestError, affected, readManifest, redundant, required } from '../src/index.js'

test('reads names, costs and needs', () => {
  const tasks = readManifest('a (2.5)\nb: a   # after a\n\n# nothing\nc (0): a, b')
  assert.deepEqual(tasks.get('a'), { name: 'a', cost: 2.5, needs: [] })
  assert.deepEqual(tasks.get('b'), { name: 'b', cost: 1, needs: ['a'] })
  assert.deepEqual(tasks.get('c'), { name: 'c', cost: 0, needs: ['a', 'b'] })
})

test('repeated needs count once', () => {
  assert.deepEqual(readManifest('a\nb: a a').get('b').needs, ['a'])
})

test('names the line of a mistake', () => {
  assert.throws(() => readManifest('a\n\n???'), { name: 'ManifestError', line: 3, message: 'line 3: cannot read "???"' })
  assert.throws(() => readManifest('a\na'), { line: 2, message: 'line 2: a is defined twice' })
  assert.throws(() => readManifest('a: a'), ManifestError)
})

test('names unknown needs', () => {
  assert.throws(() => readManifest('a: x y'), /a needs unknown x, y/)
})

const tasks = readManifest(`
  core
  net: core
  ui: core
  chat: net ui
  stats: net
  app: chat stats net
`)

test('required lists needs of needs in order', () => {
  assert.deepEqual(required(tasks, ['stats']), ['core', 'net', 'stats'])
  assert.deepEqual(required(tasks, ['chat', 'core']), ['core', 'net', 'ui', 'chat'])
})

test('affected lists users of users in order', () => {
  assert.deepEqual(affected(tasks, ['ui']), ['ui', 'chat', 'app'])
  assert.deepEqual(affected(tasks, ['app']), ['app'])
})

test('unknown names are refused', () => {
  assert.throws(() => required(tasks, ['nope']), /unknown task nope/)
  assert.throws(() => affected(tasks, ['nope']), /unknown task nope/)
})

test('finds redundant needs', () => {
  assert.deepEqual(redundant(tasks, 'app'), ['net'])
  assert.deepEqual(redundant(tasks, 'chat'), [])
})
