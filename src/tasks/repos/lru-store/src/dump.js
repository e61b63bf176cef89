import { LruStore } from './store.js';

export function dump(store) {
  return { version: 1, entries: store.entries() };
}

export function restore(data, options) {
  if (data?.version !== 1 || !Array.isArray(data.entries)) {
    throw new TypeError('not a dump of an lru-store');
  }
  const store = new LruStore(options);
  for (let i = data.entries.length - 1; i >= 0; i -= 1) {
    const [key, value] = data.entries[i];
    store.set(key, value);
  }
  return store;
}
