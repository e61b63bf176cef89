export function* rangeOf(start, end, step) {
  if (step === 0) throw new RangeError('step must not be 0');
  for (let i = 0; ; i += 1) {
    const value = start + i * step;
    if (step > 0 ? value >= end : value <= end) return;
    yield value;
  }
}

export function* iterateFrom(seed, fn) {
  let value = seed;
  for (;;) {
    yield value;
    value = fn(value);
  }
}

export function* repeatOf(value, times) {
  for (let i = 0; i < times; i += 1) yield value;
}

export function* generateBy(fn) {
  for (let i = 0; ; i += 1) {
    const value = fn(i);
    if (value === undefined) return;
    yield value;
  }
}
