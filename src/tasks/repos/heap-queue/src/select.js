import { ascending, by, reverse } from './compare.js';
import { Heap } from './heap.js';

function checkCount(k) {
  if (!Number.isInteger(k) || k < 0) throw new RangeError(`k must be a whole number of at least 0, got ${k}`);
}

/** The k greatest items, greatest first. */
export function topK(items, k, compare = ascending) {
  checkCount(k);
  if (k === 0) return [];
  const heap = new Heap(compare);
  for (const item of items) {
    if (heap.size < k) heap.push(item);
    else heap.pushPop(item);
  }
  return heap.toSortedArray().reverse();
}

export function bottomK(items, k, compare = ascending) {
  return topK(items, k, reverse(compare));
}

export function heapSort(items, compare = ascending) {
  return new Heap(compare, items).toSortedArray();
}

/** Merges lists that are sorted already; equal items keep the order of their lists. */
export function mergeSorted(lists, compare = ascending) {
  const heads = new Heap((a, b) => compare(a.value, b.value) || a.list - b.list);
  lists.forEach((items, list) => {
    if (items.length > 0) heads.push({ value: items[0], list, at: 0 });
  });
  const merged = [];
  while (heads.size > 0) {
    const { value, list, at } = heads.peek();
    merged.push(value);
    if (at + 1 < lists[list].length) heads.replace({ value: lists[list][at + 1], list, at: at + 1 });
    else heads.pop();
  }
  return merged;
}

/** The median of a stream: `add` numbers, read `value` at any time. */
export function runningMedian() {
  const low = new Heap(by((x) => x, 'desc'));
  const high = new Heap();

  return {
    add(x) {
      if (low.size === 0 || x <= low.peek()) low.push(x);
      else high.push(x);
      if (low.size > high.size + 1) high.push(low.pop());
      else if (high.size > low.size) low.push(high.pop());
      return this;
    },
    get value() {
      if (low.size === 0) return null;
      if (low.size > high.size) return low.peek();
      return (low.peek() + high.peek()) / 2;
    },
  };
}
