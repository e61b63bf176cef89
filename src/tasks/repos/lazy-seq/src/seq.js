import { generateBy, iterateFrom, rangeOf, repeatOf } from './sources.js';
import * as stages from './stages.js';

const same = (item) => item;

export class Seq {
  #open;

  constructor(open) {
    this.#open = open;
  }

  [Symbol.iterator]() {
    return this.#open()[Symbol.iterator]();
  }

  #then(stage, ...args) {
    return new Seq(() => stage(this, ...args));
  }

  map(fn) { return this.#then(stages.map, fn); }
  filter(test) { return this.#then(stages.filter, test); }
  flatMap(fn) { return this.#then(stages.flatMap, fn); }
  take(count) { return this.#then(stages.take, stages.wholeNumber('take', count, 0)); }
  drop(count) { return this.#then(stages.drop, stages.wholeNumber('drop', count, 0)); }
  takeWhile(test) { return this.#then(stages.takeWhile, test); }
  dropWhile(test) { return this.#then(stages.dropWhile, test); }
  chunk(size) { return this.#then(stages.chunk, stages.wholeNumber('chunk', size, 1)); }
  unique(key = same) { return this.#then(stages.unique, key); }
  scan(fn, initial) { return this.#then(stages.scan, fn, initial); }
  cycle() { return this.#then(stages.cycle); }

  window(size, step = 1) {
    return this.#then(stages.windows, stages.wholeNumber('window', size, 1), stages.wholeNumber('step', step, 1));
  }

  zip(...others) { return new Seq(() => stages.zip([this, ...others])); }
  interleave(...others) { return new Seq(() => stages.interleave([this, ...others])); }
  concat(...others) { return new Seq(() => stages.flatMap([this, ...others], same)); }
  enumerate(start = 0) { return this.map((item, index) => [index + start, item]); }
  pairwise() { return this.window(2); }

  tap(fn) {
    return this.map((item) => {
      fn(item);
      return item;
    });
  }

  toArray() {
    return [...this];
  }

  reduce(fn, ...initial) {
    let value = initial[0];
    let empty = initial.length === 0;
    for (const item of this) {
      value = empty ? item : fn(value, item);
      empty = false;
    }
    if (empty) throw new TypeError('cannot reduce an empty sequence without an initial value');
    return value;
  }

  find(test) {
    for (const item of this) {
      if (test(item)) return item;
    }
    return undefined;
  }

  some(test) {
    for (const item of this) {
      if (test(item)) return true;
    }
    return false;
  }

  every(test) {
    return !this.some((item) => !test(item));
  }

  first() {
    return this.find(() => true);
  }

  at(index) {
    return this.drop(index).first();
  }

  last() {
    return this.reduce((_, item) => item, undefined);
  }

  count() {
    return this.reduce((total) => total + 1, 0);
  }

  join(separator = ',') {
    return this.toArray().join(separator);
  }

  groupBy(key = same) {
    const groups = new Map();
    for (const item of this) {
      const id = key(item);
      if (groups.has(id)) groups.get(id).push(item);
      else groups.set(id, [item]);
    }
    return groups;
  }

  countBy(key = same) {
    return new Map([...this.groupBy(key)].map(([id, items]) => [id, items.length]));
  }

  partition(test) {
    const groups = this.groupBy((item) => Boolean(test(item)));
    return [groups.get(true) ?? [], groups.get(false) ?? []];
  }

  min(key = same) {
    return this.#best((a, b) => key(a) < key(b));
  }

  max(key = same) {
    return this.#best((a, b) => key(a) > key(b));
  }

  #best(better) {
    let best;
    let empty = true;
    for (const item of this) {
      if (empty || better(item, best)) best = item;
      empty = false;
    }
    return best;
  }
}

export function seq(source) {
  if (source === null || source === undefined || !(Symbol.iterator in Object(source))) {
    throw new TypeError('seq needs something iterable');
  }
  return new Seq(() => source);
}

export function range(start, end, step = 1) {
  return end === undefined ? new Seq(() => rangeOf(0, start, step)) : new Seq(() => rangeOf(start, end, step));
}

export const iterate = (seed, fn) => new Seq(() => iterateFrom(seed, fn));
export const repeat = (value, times = Infinity) => new Seq(() => repeatOf(value, times));
export const generate = (fn) => new Seq(() => generateBy(fn));
