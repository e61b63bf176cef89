'use strict';

function isPlain(value) {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function convertKeys(value, convert, { deep = true, exclude = [] } = {}) {
  if (Array.isArray(value)) return value.map((item) => convertKeys(item, convert, { deep, exclude }));
  if (!isPlain(value)) return value;
  const out = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = exclude.includes(key);
    const name = kept ? key : convert(key);
    if (Object.hasOwn(out, name)) throw new Error(`Two keys become "${name}"`);
    out[name] = deep && !kept ? convertKeys(item, convert, { deep, exclude }) : item;
  }
  return out;
}

module.exports = { convertKeys };
