import { compileSegment, matchSegment } from './segment.js';

const GLOBSTAR = Symbol('**');

export function splitPath(path) {
  return path
    .replace(/^(\.\/)+/, '')
    .split('/')
    .filter((segment, i, all) => segment !== '' || (i === 0 && all.length > 1));
}

export function compilePath(pattern) {
  return splitPath(pattern).map((segment) => (segment === '**' ? GLOBSTAR : compileSegment(segment)));
}

export function matchPath(segments, names, options) {
  return step(segments, 0, names, 0, options);
}

function step(segments, s, names, n, options) {
  if (s === segments.length) return n === names.length;
  if (segments[s] === GLOBSTAR) {
    if (s === segments.length - 1) return n < names.length && visible(names, n, options);
    for (let skip = n; skip <= names.length; skip++) {
      if (step(segments, s + 1, names, skip, options)) return true;
      if (skip < names.length && isHidden(names[skip], options)) return false;
    }
    return false;
  }
  if (n === names.length) return false;
  return matchSegment(segments[s], names[n], options) && step(segments, s + 1, names, n + 1, options);
}

function isHidden(name, { dot = false }) {
  return !dot && name.startsWith('.');
}

function visible(names, from, options) {
  return names.slice(from).every((name) => !isHidden(name, options));
}
