import { check, normalise } from './span.js';

export function merge(list, { slack = 0 } = {}) {
  const out = [];
  for (const [start, end] of normalise(list)) {
    const last = out[out.length - 1];
    if (last && start <= last[1] + slack) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}

export function union(...lists) {
  return merge(lists.flat());
}

export function intersect(left, right) {
  const a = merge(left);
  const b = merge(right);
  const out = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const start = Math.max(a[i][0], b[j][0]);
    const end = Math.min(a[i][1], b[j][1]);
    if (start < end) out.push([start, end]);
    if (a[i][1] < b[j][1]) i += 1;
    else j += 1;
  }
  return out;
}

function cut([start, end], holes) {
  const out = [];
  let at = start;
  for (const hole of holes) {
    if (hole[1] <= at) continue;
    if (hole[0] >= end) break;
    if (hole[0] > at) out.push([at, hole[0]]);
    at = hole[1];
  }
  if (at < end) out.push([at, end]);
  return out;
}

export function subtract(list, holes) {
  const merged = merge(holes);
  return merge(list).flatMap((span) => cut(span, merged));
}

export function invert(list, within) {
  return subtract([check(within)], list);
}

/** What lies between the spans, and before and after them when `within` is given. */
export function gaps(list, within) {
  const merged = merge(list);
  if (within) return invert(merged, within);
  if (merged.length === 0) return [];
  return invert(merged, [merged[0][0], merged[merged.length - 1][1]]);
}

export function total(list) {
  return merge(list).reduce((sum, [start, end]) => sum + end - start, 0);
}

/** Binary search in the merged list. */
export function contains(list, x) {
  const merged = merge(list);
  let low = 0;
  let high = merged.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [start, end] = merged[middle];
    if (x < start) high = middle - 1;
    else if (x >= end) low = middle + 1;
    else return true;
  }
  return false;
}
