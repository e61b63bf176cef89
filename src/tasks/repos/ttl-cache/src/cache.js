import { parseTtl } from './duration.js';
import { extend, makeEntry, stateOf, timeLeft } from './entry.js';
import { createTagIndex } from './tags.js';

export function createCache({ now, ttl, capacity = Infinity, stale = 0 } = {}) {
  if (typeof now !== 'function') throw new TypeError('createCache needs a now() function');
  if (capacity < 1) throw new RangeError('capacity must be at least 1');
  const defaultTtl = parseTtl(ttl);
  const grace = stale === 0 ? 0 : parseTtl(stale);
  const entries = new Map();
  const tags = createTagIndex();

  function drop(key) {
    const entry = entries.get(key);
    if (!entry) return false;
    tags.unlink(key, entry.tags);
    return entries.delete(key);
  }

  function find(key) {
    const entry = entries.get(key);
    if (!entry) return null;
    const state = stateOf(entry, now(), grace);
    if (state === 'dead') {
      drop(key);
      return null;
    }
    return { entry, state };
  }

  function soonest() {
    let best = null;
    for (const [key, entry] of entries) {
      if (best === null || entry.expires < best.expires) best = { key, expires: entry.expires };
    }
    return best;
  }

  function sweep() {
    const at = now();
    let count = 0;
    for (const [key, entry] of entries) {
      if (stateOf(entry, at, grace) === 'dead' && drop(key)) count += 1;
    }
    return count;
  }

  function makeRoom() {
    if (entries.size < capacity) return;
    sweep();
    while (entries.size >= capacity) drop(soonest().key);
  }

  function lookup(key) {
    const found = find(key);
    if (!found) return { state: 'missing', value: undefined };
    if (found.state === 'fresh' && found.entry.sliding) extend(found.entry, now());
    return { state: found.state, value: found.entry.value };
  }

  return {
    sweep,
    lookup,
    put(key, value, options = {}) {
      drop(key);
      makeRoom();
      const life = options.ttl === undefined ? defaultTtl : parseTtl(options.ttl);
      const entry = makeEntry(value, life, options, now());
      entries.set(key, entry);
      tags.link(key, entry.tags);
      return value;
    },
    get(key) {
      const { state, value } = lookup(key);
      return state === 'fresh' ? value : undefined;
    },
    has: (key) => find(key)?.state === 'fresh',
    take(key) {
      const found = find(key);
      drop(key);
      return found?.state === 'fresh' ? found.entry.value : undefined;
    },
    touch(key) {
      const found = find(key);
      if (found?.state !== 'fresh') return false;
      extend(found.entry, now());
      return true;
    },
    remaining(key) {
      const found = find(key);
      return found ? timeLeft(found.entry, now()) : 0;
    },
    nextExpiry: () => soonest()?.expires ?? null,
    dropTag(tag) {
      return tags.keysOf(tag).filter((key) => drop(key)).length;
    },
    tags: () => tags.names(),
    size() {
      sweep();
      return entries.size;
    },
  };
}
