import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { batch, computed, createStore, effect, recordHistory, signal, untracked, watch } from '../../src/index.js'

describe('reactive systems', () => {
  it('a spreadsheet of sums', () => {
    const cells = Array.from({ length: 5 }, (_, i) => signal(i))
    const sums = [computed(() => cells[0].value + cells[1].value), computed(() => cells[2].value + cells[3].value)]
    const all = computed(() => sums[0].value + sums[1].value + cells[4].value)
    assert.equal(all.value, 10)
    cells[3].value = 13
    assert.equal(all.value, 20)
    assert.equal(sums[0].runs, 1)
    assert.equal(sums[1].runs, 2)
  })

  it('an effect with a changing set of sources', () => {
    const which = signal('a')
    const values = { a: signal(1), b: signal(2) }
    const log = []
    effect(() => void log.push(values[which.value].value))
    values.b.value = 20
    which.value = 'b'
    values.a.value = 10
    values.b.value = 30
    assert.deepEqual(log, [1, 20, 30])
  })

  it('a batch that throws still runs effects', () => {
    const n = signal(1)
    const log = []
    effect(() => void log.push(n.value))
    assert.throws(() => batch(() => {
      n.value = 2
      throw new Error('stop')
    }), /stop/)
    n.value = 3
    assert.deepEqual(log, [1, 2, 3])
  })

  it('not a number equals itself', () => {
    const n = signal(NaN)
    let runs = 0
    effect(() => {
      runs += Number.isNaN(n.value) ? 1 : 100
    })
    n.value = NaN
    assert.equal(runs, 1)
  })

  it('cleanup reads are not followed', () => {
    const a = signal(1)
    const b = signal(1)
    let runs = 0
    effect(() => {
      runs += a.value
      return () => b.value
    })
    a.value = 2
    b.value = 2
    assert.equal(runs, 3)
  })

  it('untracked gives back its result', () => {
    const a = signal(3)
    const c = computed(() => untracked(() => a.value) + 1)
    assert.equal(c.value, 4)
    a.value = 10
    assert.equal(c.value, 4)
  })

  it('watching a computed value ignores equal results', () => {
    const n = signal(1)
    const odd = computed(() => n.value % 2 === 1)
    const log = []
    watch(odd, (now, before) => log.push(`${before}>${now}`))
    n.value = 3
    n.value = 4
    n.value = 6
    assert.deepEqual(log, ['true>false'])
  })

  it('history goes back several steps', () => {
    const store = createStore({ n: 0 })
    const history = recordHistory(store)
    for (const n of [1, 2, 3, 4]) store.set({ n })
    history.back(3)
    assert.equal(store.get().n, 1)
    history.back(99)
    assert.equal(store.get().n, 0)
    assert.equal(history.states.length, 1)
    history.stop()
    store.set({ n: 7 })
    assert.equal(history.states.length, 1)
  })
})
