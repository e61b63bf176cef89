export function parsePointer(pointer) {
  if (Array.isArray(pointer)) return pointer.map(String);
  if (pointer === '') return [];
  if (pointer[0] !== '/') throw new SyntaxError(`Pointer "${pointer}" must start with "/"`);
  return pointer.slice(1).split('/').map(unescapeKey);
}

export function formatPointer(keys) {
  return keys.map((key) => '/' + escapeKey(String(key))).join('');
}

function escapeKey(key) {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function unescapeKey(key) {
  if (/~([^01]|$)/.test(key)) throw new SyntaxError(`Bad escape in "${key}"`);
  return key.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** The index a key means in a list; "-" is one past the end. */
export function toIndex(key, length, allowEnd = false) {
  if (key === '-' && allowEnd) return length;
  if (!/^(0|[1-9]\d*)$/.test(key)) return -1;
  const index = Number(key);
  const limit = allowEnd ? length : length - 1;
  return index <= limit ? index : -1;
}
