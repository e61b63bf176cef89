import { createCounters } from './counters.js';
import { RecencyList } from './list.js';
import { checkWeight, readOptions } from './options.js';

export class LruStore {
  #nodes = new Map();
  #list = new RecencyList();
  #counters = createCounters();
  #options;
  #weight = 0;

  constructor(options) {
    this.#options = readOptions(options);
  }

  get size() {
    return this.#list.length;
  }

  get weight() {
    return this.#weight;
  }

  has(key) {
    return this.#nodes.has(key);
  }

  get(key) {
    const node = this.#nodes.get(key);
    if (!node) {
      this.#counters.bump('misses');
      return undefined;
    }
    this.#counters.bump('hits');
    this.#list.touch(node);
    return node.value;
  }

  peek(key) {
    return this.#nodes.get(key)?.value;
  }

  set(key, value) {
    const weight = checkWeight(this.#options.weigh(value, key), this.#options.maxWeight, key);
    const known = this.#nodes.get(key);
    if (known) {
      this.#makeRoom(0, weight - known.weight, known);
      this.#weight += weight - known.weight;
      known.value = value;
      known.weight = weight;
      this.#list.touch(known);
    } else {
      this.#makeRoom(1, weight, null);
      this.#nodes.set(key, this.#list.addFirst({ key, value, weight, pinned: false }));
      this.#weight += weight;
    }
    this.#counters.bump('writes');
    return this;
  }

  getOrSet(key, make) {
    if (this.has(key)) return this.get(key);
    this.#counters.bump('misses');
    const value = make(key);
    this.set(key, value);
    return value;
  }

  delete(key) {
    const node = this.#nodes.get(key);
    if (!node) return false;
    this.#drop(node);
    return true;
  }

  clear() {
    this.#nodes.clear();
    this.#list = new RecencyList();
    this.#weight = 0;
    this.#counters.reset();
  }

  pin(key) {
    return this.#setPinned(key, true);
  }

  unpin(key) {
    return this.#setPinned(key, false);
  }

  /** Changes the entry limit and evicts what no longer fits; returns how many went. */
  resize(max) {
    const before = this.size;
    this.#options = readOptions({ ...this.#options, max });
    this.#makeRoom(0, 0, null);
    return before - this.size;
  }

  keys() {
    return Array.from(this.#list, (node) => node.key);
  }

  entries() {
    return Array.from(this.#list, (node) => [node.key, node.value]);
  }

  stats() {
    return this.#counters.read();
  }

  #setPinned(key, pinned) {
    const node = this.#nodes.get(key);
    if (!node) return false;
    node.pinned = pinned;
    return true;
  }

  #drop(node) {
    this.#list.remove(node);
    this.#nodes.delete(node.key);
    this.#weight -= node.weight;
  }

  #fits(count, weight) {
    return this.size + count <= this.#options.max && this.#weight + weight <= this.#options.maxWeight;
  }

  #makeRoom(count, weight, keep) {
    while (!this.#fits(count, weight)) {
      const victim = this.#list.findLast((node) => !node.pinned && node !== keep);
      if (!victim) throw new Error('no room: every entry is pinned');
      this.#drop(victim);
      this.#counters.bump('evictions');
      this.#options.onEvict?.(victim.key, victim.value);
    }
  }
}
