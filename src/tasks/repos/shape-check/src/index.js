import { Run } from './part.js';
import { formatPath } from './path.js';

export { any, boolean, date, literal, number, string } from './scalars.js';
export { lazy, list, object, record, tuple, union } from './compound.js';

export class ShapeError extends Error {
  constructor(issues) {
    super(issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; '));
    this.name = 'ShapeError';
    this.issues = issues;
  }
}

export function check(part, value) {
  const run = new Run();
  const result = part.run(value, run);
  const issues = run.issues.map(({ path, message }) => ({ path: formatPath(path), message }));
  return issues.length === 0 ? { ok: true, value: result } : { ok: false, issues };
}

export function parse(part, value) {
  const result = check(part, value);
  if (!result.ok) throw new ShapeError(result.issues);
  return result.value;
}

export function accepts(part, value) {
  return check(part, value).ok;
}

export function describe(part) {
  return part.name;
}
