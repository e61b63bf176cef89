import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createStore, effect, recordHistory } from '../src/index.js'

const make = () =>
  createStore(
    { items: [], filter: 'all' },
    {
      add: (state, item) => ({ items: [...state.items, item] }),
      show: (state, filter) => (filter === state.filter ? null : { filter }),
    },
  )

describe('store', () => {
  it('sets a part of its state', () => {
    const store = make()
    assert.equal(store.set({ filter: 'done' }), true)
    assert.deepEqual(store.get(), { items: [], filter: 'done' })
    assert.equal(store.set({ filter: 'done' }), false)
  })

  it('refuses unknown fields', () => {
    assert.throws(() => make().set({ colour: 1 }), /unknown field colour/)
    assert.throws(() => make().field('colour'), /unknown field colour/)
  })

  it('runs actions', () => {
    const store = make()
    store.actions.add('milk')
    assert.deepEqual(store.actions.add('tea').items, ['milk', 'tea'])
    assert.equal(store.actions.show('all').filter, 'all')
  })

  it('tells subscribers about changes only', () => {
    const store = make()
    const log = []
    const leave = store.subscribe((after, before) => log.push(`${before.filter}>${after.filter}`))
    store.actions.show('all')
    store.actions.show('open')
    leave()
    store.actions.show('done')
    assert.deepEqual(log, ['all>open'])
  })

  it('selectors follow the state', () => {
    const store = make()
    const size = store.select((state) => state.items.length)
    const log = []
    effect(() => void log.push(size.value))
    store.actions.add('a')
    store.actions.add('b')
    assert.deepEqual(log, [0, 1, 2])
  })

  it('single fields are signals', () => {
    const store = make()
    store.field('filter').value = 'open'
    assert.equal(store.get().filter, 'open')
  })

  it('resets to its first state', () => {
    const store = make()
    store.actions.add('a')
    assert.equal(store.reset(), true)
    assert.deepEqual(store.get(), { items: [], filter: 'all' })
    assert.equal(store.reset(), false)
  })

  it('records its history', () => {
    const store = createStore({ n: 0 })
    const history = recordHistory(store, { limit: 3 })
    for (const n of [1, 2, 3]) store.set({ n })
    assert.deepEqual(history.states.map((state) => state.n), [1, 2, 3])
    assert.deepEqual(history.back(), { n: 2 })
    assert.equal(store.get().n, 2)
    assert.deepEqual(history.states.map((state) => state.n), [1, 2])
  })
})
