'use strict';

const { parse } = require('./parse');
const { stringify } = require('./stringify');

function splitUrl(url) {
  const hashAt = url.indexOf('#');
  const hash = hashAt === -1 ? '' : url.slice(hashAt);
  const rest = hashAt === -1 ? url : url.slice(0, hashAt);
  const queryAt = rest.indexOf('?');
  if (queryAt === -1) return { base: rest, query: '', hash };
  return { base: rest.slice(0, queryAt), query: rest.slice(queryAt + 1), hash };
}

function joinUrl({ base, query, hash }) {
  return base + (query === '' ? '' : `?${query}`) + hash;
}

function editQuery(url, edit) {
  const parts = splitUrl(url);
  const query = stringify(edit(parse(parts.query)), { sort: false });
  return joinUrl({ ...parts, query });
}

/** Adds or replaces values; null and undefined take a name away. */
function withQuery(url, changes) {
  return editQuery(url, (query) => {
    const next = { ...query };
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === undefined) delete next[name];
      else next[name] = value;
    }
    return next;
  });
}

function pick(url, names) {
  return editQuery(url, (query) => Object.fromEntries(Object.entries(query).filter(([name]) => names.includes(name))));
}

function omit(url, names) {
  return editQuery(url, (query) => Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name))));
}

module.exports = { omit, pick, splitUrl, withQuery };
