export function createCounters() {
  const counts = { hits: 0, misses: 0, writes: 0, evictions: 0 };

  return {
    bump(name) {
      if (!(name in counts)) throw new Error(`unknown counter: ${name}`);
      counts[name] += 1;
    },
    reset() {
      for (const name of Object.keys(counts)) counts[name] = 0;
    },
    read() {
      return { ...counts, hitRate: ratio(counts.hits, counts.hits + counts.misses) };
    },
  };
}

function ratio(part, whole) {
  if (whole === 0) return 0;
  return Math.round((part / whole) * 1000) / 1000;
}
