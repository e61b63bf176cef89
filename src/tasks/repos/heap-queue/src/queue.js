import { by } from './compare.js';
import { Heap } from './heap.js';

const byPriorityThenAge = by([(entry) => entry.priority, (entry) => entry.serial]);

function checkPriority(priority) {
  if (typeof priority !== 'number' || Number.isNaN(priority)) {
    throw new TypeError('a priority must be a number');
  }
  return priority;
}

export class PriorityQueue {
  #heap = new Heap(byPriorityThenAge);
  #serial = 0;

  get length() {
    return this.#heap.size;
  }

  add(item, priority = 0) {
    this.#serial += 1;
    this.#heap.push({ item, priority: checkPriority(priority), serial: this.#serial });
    return this;
  }

  next() {
    return this.#heap.pop()?.item;
  }

  peek() {
    return this.#heap.peek()?.item;
  }

  priorityOf(item) {
    return this.#heap.items[this.#find(item)]?.priority;
  }

  reprioritize(item, priority) {
    const index = this.#find(item);
    if (index < 0) return false;
    this.#heap.items[index].priority = checkPriority(priority);
    this.#heap.restore(index);
    return true;
  }

  remove(item) {
    const index = this.#find(item);
    if (index < 0) return false;
    this.#heap.removeAt(index);
    return true;
  }

  /** Takes items out in order, at most `limit` of them. */
  drain(limit = Infinity) {
    const out = [];
    while (this.length > 0 && out.length < limit) out.push(this.next());
    return out;
  }

  #find(item) {
    return this.#heap.items.findIndex((entry) => Object.is(entry.item, item));
  }
}
