const text = (value) => (value === null || value === undefined ? '' : String(value));

export const filters = {
  upper: (value) => text(value).toUpperCase(),
  lower: (value) => text(value).toLowerCase(),
  trim: (value) => text(value).trim(),
  capitalize: (value) => text(value).charAt(0).toUpperCase() + text(value).slice(1).toLowerCase(),
  default: (value, fallback = '') => (value === undefined || value === null || value === '' ? fallback : value),
  join: (value, glue = ', ') => (Array.isArray(value) ? value.map(text).join(glue) : text(value)),
  first: (value) => value?.[0],
  last: (value) => value?.[value.length - 1],
  length: (value) => size(value),
  replace: (value, from, to = '') => text(value).split(from).join(to),
  truncate: (value, length = 20, tail = '...') => truncate(text(value), length, tail),
  json: (value) => JSON.stringify(value) ?? 'null',
  reverse: (value) => (Array.isArray(value) ? [...value].reverse() : [...text(value)].reverse().join('')),
  sort: (value, key) => sortBy(value, key),
};

export function size(value) {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' ? Object.keys(value).length : 0;
}

function truncate(value, length, tail) {
  if (value.length <= length) return value;
  return value.slice(0, Math.max(0, length - tail.length)) + tail;
}

function sortBy(list, key) {
  const pick = key === undefined ? (item) => item : (item) => item[key];
  return [...list].sort((a, b) => (pick(a) > pick(b) ? 1 : pick(a) < pick(b) ? -1 : 0));
}
