/** 'list', 'map', 'set', 'date', 'regexp', 'plain' (also without prototype), 'object' (classes) or 'value'. */
export function kindOf(value) {
  if (value === null || typeof value !== 'object') return 'value';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regexp';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  const proto = Object.getPrototypeOf(value);
  return proto === null || proto === Object.prototype ? 'plain' : 'object';
}

export function isBranch(value) {
  const kind = kindOf(value);
  return kind === 'list' || kind === 'plain';
}
