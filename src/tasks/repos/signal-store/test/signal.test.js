import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { batch, computed, effect, signal, untracked, watch } from '../src/index.js'

describe('signal', () => {
  it('holds a value', () => {
    const count = signal(1)
    count.value = 2
    assert.equal(count.value, 2)
    assert.equal(count.update((n) => n + 5), 7)
    assert.equal(count.peek(), 7)
  })

  it('takes its own notion of equality', () => {
    const point = signal({ x: 1 }, { equals: (a, b) => a.x === b.x })
    let runs = 0
    effect(() => {
      runs += point.value ? 1 : 0
    })
    point.value = { x: 1 }
    assert.equal(runs, 1)
    point.value = { x: 2 }
    assert.equal(runs, 2)
  })
})

describe('computed', () => {
  it('follows its sources', () => {
    const a = signal(2)
    const b = signal(3)
    const product = computed(() => a.value * b.value)
    assert.equal(product.value, 6)
    a.value = 10
    assert.equal(product.value, 30)
  })

  it('is lazy and cached', () => {
    const a = signal(1)
    const double = computed(() => a.value * 2)
    assert.equal(double.runs, 0)
    double.value
    double.value
    assert.equal(double.runs, 1)
    a.value = 2
    a.value = 3
    assert.equal(double.runs, 1)
    assert.equal(double.value, 6)
    assert.equal(double.runs, 2)
  })

  it('chains', () => {
    const a = signal(1)
    const b = computed(() => a.value + 1)
    const c = computed(() => b.value * 10)
    assert.equal(c.value, 20)
    a.value = 4
    assert.equal(c.value, 50)
  })

  it('forgets sources that it no longer reads', () => {
    const on = signal(true)
    const a = signal('a')
    const pick = computed(() => (on.value ? a.value : 'off'))
    pick.value
    assert.equal(a.observers, 1)
    on.value = false
    assert.equal(pick.value, 'off')
    assert.equal(a.observers, 0)
  })

  it('notices that it depends on itself', () => {
    const a = computed(() => b.value + 1)
    const b = computed(() => a.value + 1)
    assert.throws(() => a.value, { name: 'CycleError' })
  })

  it('recovers from an error', () => {
    const n = signal(0)
    const inverse = computed(() => {
      if (n.value === 0) throw new RangeError('zero')
      return 1 / n.value
    })
    assert.throws(() => inverse.value, /zero/)
    n.value = 4
    assert.equal(inverse.value, 0.25)
  })

  it('fails the same way again', () => {
    const broken = computed(() => {
      throw new RangeError('always')
    })
    assert.throws(() => broken.value, /always/)
    assert.throws(() => broken.value, /always/)
  })

  it('peek does not link the reader', () => {
    const a = signal(1)
    const b = computed(() => a.value + 1)
    let runs = 0
    effect(() => {
      b.peek()
      runs += 1
    })
    a.value = 5
    assert.equal(runs, 1)
  })
})

describe('effect', () => {
  it('runs at once and after changes', () => {
    const name = signal('Ada')
    const log = []
    effect(() => {
      log.push(name.value)
    })
    name.value = 'Bob'
    name.value = 'Bob'
    assert.deepEqual(log, ['Ada', 'Bob'])
  })

  it('follows computed values', () => {
    const n = signal(1)
    const square = computed(() => n.value ** 2)
    const log = []
    effect(() => void log.push(square.value))
    n.value = 3
    assert.deepEqual(log, [1, 9])
  })

  it('stops', () => {
    const n = signal(1)
    let runs = 0
    const stop = effect(() => {
      runs += n.value ? 1 : 1
    })
    assert.equal(stop(), true)
    assert.equal(stop(), false)
    n.value = 2
    assert.equal(runs, 1)
    assert.equal(n.observers, 0)
  })

  it('cleans up before the next run and at the end', () => {
    const n = signal(1)
    const log = []
    const stop = effect(() => {
      const mine = n.value
      log.push(`+${mine}`)
      return () => log.push(`-${mine}`)
    })
    n.value = 2
    stop()
    assert.deepEqual(log, ['+1', '-1', '+2', '-2'])
  })

  it('runs once for a diamond', () => {
    const n = signal(1)
    const left = computed(() => n.value + 1)
    const right = computed(() => n.value * 2)
    const log = []
    effect(() => void log.push(left.value + right.value))
    n.value = 5
    assert.deepEqual(log, [4, 16])
  })

  it('may set other signals', () => {
    const a = signal(1)
    const b = signal(0)
    effect(() => {
      b.value = a.value * 10
    })
    a.value = 2
    assert.equal(b.value, 20)
  })

  it('does not run in circles for ever', () => {
    const n = signal(0)
    assert.throws(() => effect(() => {
      n.value = n.value + 1
    }), /keep triggering each other/)
    const other = signal(1)
    let seen
    effect(() => {
      seen = other.value
    })
    other.value = 2
    assert.equal(seen, 2)
  })
})

describe('batch, untracked and watch', () => {
  it('a batch runs effects once', () => {
    const a = signal(1)
    const b = signal(2)
    const log = []
    effect(() => void log.push(a.value + b.value))
    const result = batch(() => {
      a.value = 10
      batch(() => {
        b.value = 20
      })
      assert.equal(log.length, 1)
      return 'done'
    })
    assert.equal(result, 'done')
    assert.deepEqual(log, [3, 30])
  })

  it('untracked reads are not followed', () => {
    const a = signal(1)
    const b = signal(1)
    const log = []
    effect(() => void log.push(a.value + untracked(() => b.value)))
    b.value = 5
    a.value = 2
    assert.deepEqual(log, [2, 7])
  })

  it('watch gives the new and the old value', () => {
    const n = signal(1)
    const log = []
    const stop = watch(n, (now, before) => log.push([now, before]))
    n.value = 2
    n.value = 5
    stop()
    n.value = 6
    assert.deepEqual(log, [[2, 1], [5, 2]])
  })

  it('watch can start at once and take a function', () => {
    const n = signal(4)
    const log = []
    watch(() => n.value > 3, (now) => log.push(now), { immediate: true })
    n.value = 9
    n.value = 1
    assert.deepEqual(log, [true, false])
  })
})
