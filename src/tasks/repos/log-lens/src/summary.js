import { findDuration } from './fields.js';
import { LEVELS } from './levels.js';

/** Numbers, ids and quoted texts are replaced, so that like messages fall together. */
export function patternOf(message) {
  return message
    .split('\n')[0]
    .replace(/"[^"]*"/g, '<text>')
    .replace(/\b[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/\d+(\.\d+)?/g, '<n>');
}

export function percentile(sorted, share) {
  if (sorted.length === 0) return null;
  const index = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.max(0, index)];
}

export function summarize(entries, { bucket = 60_000, top = 5 } = {}) {
  const levels = Object.fromEntries(LEVELS.map((level) => [level, 0]));
  const sources = new Map();
  const groups = new Map();
  const buckets = new Map();
  const durations = [];
  let first = null;
  let last = null;

  for (const entry of entries) {
    levels[entry.level] += 1;
    count(sources, entry.source ?? 'none');
    count(groups, patternOf(entry.message));
    const duration = findDuration(entry.message);
    if (duration !== null) durations.push(duration);
    if (entry.time === null) continue;
    first = first === null ? entry.time : Math.min(first, entry.time);
    last = last === null ? entry.time : Math.max(last, entry.time);
    count(buckets, Math.floor(entry.time / bucket) * bucket);
  }

  return {
    total: entries.length,
    levels,
    sources: ranked(sources, top),
    groups: ranked(groups, top),
    busiest: busiest(buckets),
    span: first === null ? 0 : last - first,
    errorRate: rate(levels.error + levels.fatal, entries.length),
    durations: describeDurations(durations),
  };
}

function count(map, key) {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function ranked(map, top) {
  return [...map].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, top);
}

function busiest(buckets) {
  let best = null;
  for (const [start, size] of buckets) {
    if (best === null || size > best.size || (size === best.size && start < best.start)) best = { start, size };
  }
  return best;
}

function rate(part, whole) {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}

function describeDurations(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count: sorted.length,
    mean: Math.round(sum / sorted.length),
    median: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    max: sorted[sorted.length - 1],
  };
}
