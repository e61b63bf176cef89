import { wholeNumber } from './stages.js';

async function* mapAsync(source, fn) {
  let index = 0;
  for await (const item of source) yield await fn(item, index++);
}

async function* filterAsync(source, test) {
  for await (const item of source) {
    if (await test(item)) yield item;
  }
}

async function* flatMapAsync(source, fn) {
  for await (const item of source) yield* await fn(item);
}

async function* takeAsync(source, count) {
  if (count === 0) return;
  let left = count;
  for await (const item of source) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

async function* chunkAsync(source, size) {
  let group = [];
  for await (const item of source) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

class AsyncSeq {
  #source;

  constructor(source) {
    this.#source = source;
  }

  [Symbol.asyncIterator]() {
    const method = this.#source[Symbol.asyncIterator] ?? this.#source[Symbol.iterator];
    return method.call(this.#source);
  }

  map(fn) { return new AsyncSeq(mapAsync(this, fn)); }
  filter(test) { return new AsyncSeq(filterAsync(this, test)); }
  flatMap(fn) { return new AsyncSeq(flatMapAsync(this, fn)); }
  take(count) { return new AsyncSeq(takeAsync(this, wholeNumber('take', count, 0))); }
  chunk(size) { return new AsyncSeq(chunkAsync(this, wholeNumber('chunk', size, 1))); }

  async reduce(fn, initial) {
    let value = initial;
    for await (const item of this) value = await fn(value, item);
    return value;
  }

  toArray() {
    return this.reduce((list, item) => [...list, item], []);
  }

  async first() {
    const [item] = await this.take(1).toArray();
    return item;
  }
}

export function asyncSeq(source) {
  return new AsyncSeq(source);
}
