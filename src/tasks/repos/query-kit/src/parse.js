'use strict';

const { decode, readType } = require('./codec');
const { assign, isSafe, splitKey } = require('./keys');

function parse(text, { types = false, depth = 5, limit = 100 } = {}) {
  const out = {};
  const body = text.replace(/^[?#]/, '');
  for (const pair of body.split('&')) {
    if (pair === '') continue;
    const eq = pair.indexOf('=');
    const key = decode(eq === -1 ? pair : pair.slice(0, eq));
    const raw = eq === -1 ? '' : decode(pair.slice(eq + 1));
    const parts = splitKey(key, depth);
    if (key === '' || !isSafe(parts)) continue;
    assign(out, parts, types ? readType(raw) : raw, limit);
  }
  return compact(out);
}

/** Closes the gaps of lists that were filled by index. */
function compact(value) {
  if (Array.isArray(value)) return value.filter((_, i) => i in value).map(compact);
  if (typeof value !== 'object' || value === null) return value;
  for (const key of Object.keys(value)) value[key] = compact(value[key]);
  return value;
}

module.exports = { parse };
