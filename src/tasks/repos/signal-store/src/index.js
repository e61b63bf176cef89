export { CycleError, computed, effect, signal, watch } from './signal.js'
export { batch } from './schedule.js'
export { untracked } from './tracking.js'
export { createStore, recordHistory } from './store.js'
