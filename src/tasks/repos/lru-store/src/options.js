function positiveInteger(name, value) {
  if (value === Infinity) return value;
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name} must be a positive integer, got ${value}`);
  }
  return value;
}

export function readOptions(options = {}) {
  const { max = Infinity, maxWeight = Infinity, weigh = () => 1, onEvict = null } = options;
  if (max === Infinity && maxWeight === Infinity) {
    throw new TypeError('give max or maxWeight, or the store would grow for ever');
  }
  if (typeof weigh !== 'function') throw new TypeError('weigh must be a function');
  return {
    max: positiveInteger('max', max),
    maxWeight: positiveInteger('maxWeight', maxWeight),
    weigh,
    onEvict,
  };
}

export function checkWeight(weight, limit, key) {
  if (typeof weight !== 'number' || Number.isNaN(weight) || weight < 0) {
    throw new TypeError(`weight of ${String(key)} must be a number of at least 0`);
  }
  if (weight > limit) throw new RangeError(`${String(key)} weighs ${weight}, more than the limit of ${limit}`);
  return weight;
}
