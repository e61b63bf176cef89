import { gaps } from './sets.js';
import { normalise } from './span.js';

function* load(list) {
  const edges = normalise(list).flatMap(([start, end]) => [
    { at: start, change: 1 },
    { at: end, change: -1 },
  ]);
  edges.sort((a, b) => a.at - b.at || a.change - b.change);
  let count = 0;
  for (let i = 0; i < edges.length; i += 1) {
    count += edges[i].change;
    const next = edges[i + 1];
    if (next && next.at > edges[i].at) yield { from: edges[i].at, to: next.at, count };
  }
}

/** The greatest number of spans at one time. */
export function rooms(list) {
  let most = 0;
  for (const { count } of load(list)) most = Math.max(most, count);
  return most;
}

/** The first stretch with the greatest number of spans, or null. */
export function busiest(list) {
  let best = null;
  for (const stretch of load(list)) {
    if (stretch.count > (best?.count ?? 0)) best = stretch;
  }
  return best && { span: [best.from, best.to], count: best.count };
}

/** The greatest selection of spans that do not overlap. */
export function pickMost(list) {
  const byEnd = normalise(list).sort((a, b) => a[1] - b[1]);
  const picked = [];
  let free = -Infinity;
  for (const span of byEnd) {
    if (span[0] < free) continue;
    picked.push(span);
    free = span[1];
  }
  return picked;
}

/** Room number for each span of the sorted list: always the lowest room that is free. */
export function assignRooms(list) {
  const freeAt = [];
  return normalise(list).map((span) => {
    let room = freeAt.findIndex((time) => time <= span[0]);
    if (room === -1) room = freeAt.length;
    freeAt[room] = span[1];
    return { span, room };
  });
}

export function firstFit(list, length, within) {
  if (!(length > 0)) throw new RangeError('length must be more than 0');
  const hole = gaps(list, within).find(([start, end]) => end - start >= length);
  return hole ? [hole[0], hole[0] + length] : null;
}
