export function makeEntry(value, ttl, { sliding = false, tags = [] }, at) {
  return { value, ttl, sliding, tags: new Set(tags), expires: at + ttl };
}

/** 'fresh', 'stale' (expired, but within the grace period) or 'dead'. */
export function stateOf(entry, at, grace = 0) {
  if (at < entry.expires) return 'fresh';
  if (at < entry.expires + grace) return 'stale';
  return 'dead';
}

export function extend(entry, at) {
  entry.expires = at + entry.ttl;
  return entry;
}

export function timeLeft(entry, at) {
  return Math.max(0, entry.expires - at);
}
