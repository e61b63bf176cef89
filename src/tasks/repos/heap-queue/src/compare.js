export function ascending(a, b) {
  if (a < b) return -1;
  if (a > b) return 1;
  return 0;
}

export function reverse(compare) {
  return (a, b) => compare(b, a);
}

/** Compares by one selected value, or by several in turn. */
export function by(selector, direction = 'asc') {
  if (direction !== 'asc' && direction !== 'desc') {
    throw new TypeError(`direction must be asc or desc, got ${direction}`);
  }
  const selectors = Array.isArray(selector) ? selector : [selector];
  const compare = (a, b) => {
    for (const select of selectors) {
      const order = ascending(select(a), select(b));
      if (order !== 0) return order;
    }
    return 0;
  };
  return direction === 'asc' ? compare : reverse(compare);
}
