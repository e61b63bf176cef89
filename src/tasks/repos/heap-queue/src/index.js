export { Heap } from './heap.js';
export { PriorityQueue } from './queue.js';
export { ascending, by, reverse } from './compare.js';
export { bottomK, heapSort, mergeSorted, runningMedian, topK } from './select.js';
