/**
 * Remembers results of `fn` in `cache`. A stale result is returned when a new call throws.
 */
export function memoize(fn, { cache, key = (...args) => JSON.stringify(args), ttl } = {}) {
  if (!cache) throw new TypeError('memoize needs a cache');

  return function memoized(...args) {
    const id = key(...args);
    const known = cache.lookup(id);
    if (known.state === 'fresh') return known.value;
    try {
      return cache.put(id, fn.apply(this, args), { ttl });
    } catch (error) {
      if (known.state === 'stale') return known.value;
      throw error;
    }
  };
}
