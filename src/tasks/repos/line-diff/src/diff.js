import { commonPairs } from './lcs.js';
import { toLines } from './lines.js';

export function diffLists(a, b) {
  const changes = [];
  let i = 0;
  let j = 0;
  for (const [pairA, pairB] of [...commonPairs(a, b), [a.length, b.length]]) {
    while (i < pairA) changes.push({ type: 'remove', line: a[i++] });
    while (j < pairB) changes.push({ type: 'add', line: b[j++] });
    if (i < a.length && j < b.length) {
      changes.push({ type: 'same', line: a[i] });
      i++;
      j++;
    }
  }
  return changes;
}

export function diffLines(before, after) {
  return diffLists(toLines(before), toLines(after));
}

export function stats(before, after) {
  const counts = { same: 0, add: 0, remove: 0 };
  for (const { type } of diffLines(before, after)) counts[type] += 1;
  return counts;
}

/** From 0 (nothing in common) to 1 (equal). */
export function similarity(before, after) {
  const { same, add, remove } = stats(before, after);
  const total = 2 * same + add + remove;
  return total === 0 ? 1 : (2 * same) / total;
}
