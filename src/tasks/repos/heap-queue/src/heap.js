import { ascending } from './compare.js';

const parentOf = (index) => (index - 1) >> 1;
const leftOf = (index) => 2 * index + 1;

export class Heap {
  constructor(compare = ascending, items = []) {
    this.compare = compare;
    this.items = [...items];
    for (let i = parentOf(this.items.length - 1); i >= 0; i--) this.sink(i);
  }

  get size() {
    return this.items.length;
  }

  peek() {
    return this.items[0];
  }

  push(...values) {
    for (const value of values) {
      this.items.push(value);
      this.swim(this.items.length - 1);
    }
    return this.size;
  }

  pop() {
    if (this.items.length <= 1) return this.items.pop();
    const top = this.items[0];
    this.items[0] = this.items.pop();
    this.sink(0);
    return top;
  }

  /** Pops the top and pushes `value`, in one step. */
  replace(value) {
    if (this.size === 0) {
      this.items.push(value);
      return undefined;
    }
    const top = this.items[0];
    this.items[0] = value;
    this.sink(0);
    return top;
  }

  /** Pushes `value` and pops the top, in one step. */
  pushPop(value) {
    if (this.size === 0 || this.compare(value, this.items[0]) <= 0) return value;
    return this.replace(value);
  }

  removeAt(index) {
    if (index < 0 || index >= this.size) throw new RangeError(`no item at ${index}`);
    const last = this.items.pop();
    if (index === this.size) return last;
    const removed = this.items[index];
    this.items[index] = last;
    this.restore(index);
    return removed;
  }

  /** Puts the item at `index`, whose order may have changed, where it belongs. */
  restore(index) {
    if (this.swim(index) === index) this.sink(index);
  }

  toSortedArray() {
    const copy = new Heap(this.compare);
    copy.items = [...this.items];
    const sorted = [];
    while (copy.size > 0) sorted.push(copy.pop());
    return sorted;
  }

  isValid() {
    for (let i = 1; i < this.size; i++) {
      if (this.less(i, parentOf(i))) return false;
    }
    return true;
  }

  less(i, j) {
    return this.compare(this.items[i], this.items[j]) < 0;
  }

  swap(i, j) {
    const held = this.items[i];
    this.items[i] = this.items[j];
    this.items[j] = held;
  }

  swim(index) {
    let at = index;
    while (at > 0 && this.less(at, parentOf(at))) {
      this.swap(at, parentOf(at));
      at = parentOf(at);
    }
    return at;
  }

  sink(index) {
    let at = index;
    while (leftOf(at) < this.size) {
      let child = leftOf(at);
      if (child + 1 < this.size && this.less(child + 1, child)) child += 1;
      if (!this.less(child, at)) break;
      this.swap(at, child);
      at = child;
    }
    return at;
  }
}
