export { LruStore } from './store.js';
export { dump, restore } from './dump.js';
