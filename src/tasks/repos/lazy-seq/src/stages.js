export function wholeNumber(name, value, least) {
  if (value !== Infinity && (!Number.isInteger(value) || value < least)) {
    throw new RangeError(`${name} needs a whole number of at least ${least}, got ${value}`);
  }
  return value;
}

export function* map(source, fn) {
  let index = 0;
  for (const item of source) yield fn(item, index++);
}

export function* filter(source, test) {
  let index = 0;
  for (const item of source) {
    if (test(item, index++)) yield item;
  }
}

export function* flatMap(source, fn) {
  for (const item of source) {
    const inner = fn(item);
    if (inner !== null && typeof inner === 'object' && Symbol.iterator in inner) yield* inner;
    else yield inner;
  }
}

export function* take(source, count) {
  if (count === 0) return;
  let left = count;
  for (const item of source) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

export function* drop(source, count) {
  let left = count;
  for (const item of source) {
    if (left > 0) left -= 1;
    else yield item;
  }
}

export function* takeWhile(source, test) {
  for (const item of source) {
    if (!test(item)) return;
    yield item;
  }
}

export function* dropWhile(source, test) {
  let dropping = true;
  for (const item of source) {
    dropping = dropping && test(item);
    if (!dropping) yield item;
  }
}

export function* chunk(source, size) {
  let group = [];
  for (const item of source) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}

export function* windows(source, size, step) {
  let frame = [];
  let skip = 0;
  for (const item of source) {
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    frame.push(item);
    if (frame.length < size) continue;
    yield [...frame];
    skip = Math.max(0, step - size);
    frame = frame.slice(step);
  }
}

export function* zip(sources) {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  try {
    for (;;) {
      const results = [];
      for (const iterator of iterators) {
        const { value, done } = iterator.next();
        if (done) return;
        results.push(value);
      }
      yield results;
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

export function* interleave(sources) {
  let open = sources.map((source) => source[Symbol.iterator]());
  while (open.length > 0) {
    const still = [];
    for (const iterator of open) {
      const { value, done } = iterator.next();
      if (done) continue;
      yield value;
      still.push(iterator);
    }
    open = still;
  }
}

export function* unique(source, key) {
  const seen = new Set();
  for (const item of source) {
    const id = key(item);
    if (seen.has(id)) continue;
    seen.add(id);
    yield item;
  }
}

export function* scan(source, fn, initial) {
  let value = initial;
  for (const item of source) {
    value = fn(value, item);
    yield value;
  }
}

export function* cycle(source) {
  const items = [];
  for (const item of source) {
    items.push(item);
    yield item;
  }
  while (items.length > 0) yield* items;
}
