'use strict';

const { encode } = require('./codec');

function stringify(object, { sort = true, arrays = 'brackets' } = {}) {
  const pairs = [];
  const keysOf = (value) => (sort ? Object.keys(value).sort() : Object.keys(value));

  function add(name, value) {
    if (value === undefined || typeof value === 'function') return;
    if (Array.isArray(value)) addList(name, value);
    else if (value instanceof Date) pairs.push([name, value.toISOString()]);
    else if (typeof value === 'object' && value !== null) {
      for (const key of keysOf(value)) add(`${name}[${encode(key)}]`, value[key]);
    } else pairs.push([name, value]);
  }

  function addList(name, list) {
    if (arrays === 'comma') {
      if (list.length > 0) pairs.push([name, list.join(',')]);
      return;
    }
    list.forEach((item, i) => {
      if (arrays === 'repeat') add(name, item);
      else if (arrays === 'index' || (typeof item === 'object' && item !== null)) add(`${name}[${i}]`, item);
      else add(`${name}[]`, item);
    });
  }

  for (const key of keysOf(object)) add(encode(key), object[key]);
  return pairs.map(([name, value]) => `${name}=${encode(value)}`).join('&');
}

module.exports = { stringify };
