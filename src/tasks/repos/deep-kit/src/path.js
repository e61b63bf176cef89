import { isBranch, kindOf } from './kind.js';

const STEP = /\[(\d+)\]|\[(["'])(.*?)\2\]|\.?([^.[\]]+)/y;

export function parsePath(path) {
  if (Array.isArray(path)) return path;
  if (typeof path === 'number') return [path];
  const steps = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(path);
    if (!match) throw new SyntaxError(`cannot read the path "${path}" at ${at}`);
    if (match[1] !== undefined) steps.push(Number(match[1]));
    else steps.push(match[3] ?? match[4]);
  }
  return steps;
}

export function formatPath(steps) {
  return steps.reduce((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (/[.[\]]/.test(step) || step === '') return `${text}["${step}"]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

function child(value, step) {
  if (value === null || value === undefined) return undefined;
  return value instanceof Map ? value.get(step) : value[step];
}

export function get(value, path, fallback) {
  const found = parsePath(path).reduce(child, value);
  return found === undefined ? fallback : found;
}

export function has(value, path) {
  const steps = parsePath(path);
  if (steps.length === 0) return value !== undefined;
  const parent = steps.slice(0, -1).reduce(child, value);
  const last = steps[steps.length - 1];
  if (parent instanceof Map) return parent.has(last);
  return kindOf(parent) !== 'value' && Object.hasOwn(parent, last);
}

function copyOf(value, step) {
  if (Array.isArray(value)) return [...value];
  if (kindOf(value) !== 'value') return { ...value };
  return typeof step === 'number' ? [] : {};
}

/** A new value with `next` at the path; a function gets the old one. */
export function set(value, path, next) {
  const [step, ...rest] = parsePath(path);
  if (step === undefined) return typeof next === 'function' ? next(value) : next;
  const old = child(value, step);
  const result = set(old, rest, next);
  if (Object.is(old, result) && has(value, [step])) return value;
  const copy = copyOf(value, step);
  copy[step] = result;
  return copy;
}

export function unset(value, path) {
  const steps = parsePath(path);
  if (steps.length === 0 || !has(value, steps)) return value;
  const last = steps[steps.length - 1];
  return set(value, steps.slice(0, -1), (parent) => {
    if (Array.isArray(parent)) return parent.filter((_, index) => index !== Number(last));
    const { [last]: _, ...rest } = parent;
    return rest;
  });
}

function* leaves(value, steps) {
  const entries = isBranch(value) ? Object.entries(value) : [];
  if (entries.length === 0) {
    yield [steps, value];
    return;
  }
  for (const [key, item] of entries) yield* leaves(item, [...steps, Array.isArray(value) ? Number(key) : key]);
}

export function paths(value) {
  return [...leaves(value, [])].map(([steps]) => formatPath(steps));
}

export function flatten(value) {
  return Object.fromEntries([...leaves(value, [])].map(([steps, leaf]) => [formatPath(steps), leaf]));
}

export function unflatten(flat) {
  return Object.entries(flat).reduce((value, [path, leaf]) => set(value, path, () => leaf), undefined);
}
