export const isContainer = (value) => typeof value === 'object' && value !== null;

export function clone(value) {
  if (Array.isArray(value)) return value.map(clone);
  if (!isContainer(value)) return value;
  const out = {};
  for (const key of Object.keys(value)) out[key] = clone(value[key]);
  return out;
}

export function shallow(value) {
  return Array.isArray(value) ? value.slice() : { ...value };
}

export function equal(a, b) {
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}
