import { Part, Run } from './part.js';
import { plural, typeName } from './path.js';

function wrap(name) {
  return /[ |]/.test(name) && !name.startsWith('{') ? `(${name})` : name;
}

export function list(part, { min = 0, max = Infinity, unique = false } = {}) {
  return new Part(`${wrap(part.name)}[]`, (value, run) => {
    if (!Array.isArray(value)) return run.expected('a list', value);
    if (value.length < min) run.fail(`must have at least ${plural(min, 'item')}`);
    if (value.length > max) run.fail(`must have at most ${plural(max, 'item')}`);
    const items = value.map((item, index) => part.run(item, run.at(index)));
    if (unique) {
      items.forEach((item, index) => {
        const first = items.indexOf(item);
        if (first < index) run.at(index).fail(`is the same as item ${first}`);
      });
    }
    return items;
  });
}

export function tuple(parts) {
  return new Part(`[${parts.map((part) => part.name).join(', ')}]`, (value, run) => {
    if (!Array.isArray(value)) return run.expected('a list', value);
    if (value.length > parts.length) run.fail(`must have ${plural(parts.length, 'item')}, got ${value.length}`);
    return parts.map((part, index) => part.run(value[index], run.at(index)));
  });
}

function isObject(value) {
  return typeName(value) === 'object';
}

function fieldNames(fields) {
  const names = Object.entries(fields).map(([key, part]) => `${key}${part.isOptional ? '?' : ''}: ${part.name}`);
  return names.length === 0 ? '{}' : `{ ${names.join(', ')} }`;
}

export function object(fields, { extra = 'strip' } = {}) {
  if (!['strip', 'keep', 'refuse'].includes(extra)) throw new TypeError(`extra must be strip, keep or refuse, got ${extra}`);
  return new Part(fieldNames(fields), (value, run) => {
    if (!isObject(value)) return run.expected('an object', value);
    const out = {};
    for (const [key, part] of Object.entries(fields)) {
      const result = part.run(value[key], run.at(key));
      if (result !== undefined) out[key] = result;
    }
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(fields, key)) continue;
      if (extra === 'refuse') run.at(key).fail('is not a known field');
      if (extra === 'keep') out[key] = value[key];
    }
    return out;
  });
}

export function record(part) {
  return new Part(`{ [key]: ${part.name} }`, (value, run) => {
    if (!isObject(value)) return run.expected('an object', value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, part.run(item, run.at(key))]));
  });
}

/** The first part that fits; otherwise the issues of the part that came nearest. */
export function union(parts) {
  const name = parts.map((part) => part.name).join(' | ');
  return new Part(name, (value, run) => {
    let nearest = null;
    for (const part of parts) {
      const attempt = new Run([], run.path);
      const result = part.run(value, attempt);
      if (attempt.issues.length === 0) return result;
      const depth = Math.max(...attempt.issues.map((issue) => issue.path.length));
      if (!nearest || depth > nearest.depth) nearest = { depth, issues: attempt.issues };
    }
    if (nearest.depth === run.path.length) return run.expected(name, value);
    run.issues.push(...nearest.issues);
    return undefined;
  });
}

export function lazy(make, name = 'lazy') {
  let part = null;
  return new Part(name, (value, run) => {
    part ??= make();
    return part.run(value, run);
  });
}
