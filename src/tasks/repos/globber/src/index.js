import { expandBraces } from './braces.js';
import { compilePath, matchPath, splitPath } from './path.js';

export { expandBraces };

export function compile(pattern, options = {}) {
  const fold = options.nocase ? (text) => text.toLowerCase() : (text) => text;
  const compiled = expandBraces(pattern).map((plain) => compilePath(fold(plain)));
  return (path) => {
    const names = splitPath(fold(path));
    return compiled.some((segments) => matchPath(segments, names, options));
  };
}

export function matches(pattern, path, options) {
  return compile(pattern, options)(path);
}

/** Later patterns win; a pattern that starts with `!` takes paths away again. */
export function select(patterns, paths, options) {
  const rules = patterns.map((pattern) => {
    const negated = pattern.startsWith('!');
    return { negated, test: compile(negated ? pattern.slice(1) : pattern, options) };
  });
  const startsIn = rules.length > 0 && rules[0].negated;
  return paths.filter((path) => {
    let chosen = startsIn;
    for (const { negated, test } of rules) {
      if (chosen === negated && test(path)) chosen = !negated;
    }
    return chosen;
  });
}

/** The leading folders of a pattern that hold no magic. */
export function baseOf(pattern) {
  const parts = pattern.split('/');
  const magic = parts.findIndex((part) => /[*?[{\\]/.test(part));
  const end = magic === -1 ? parts.length - 1 : magic;
  return parts.slice(0, end).join('/') || (pattern.startsWith('/') && end > 0 ? '/' : '.');
}
