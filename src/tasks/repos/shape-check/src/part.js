import { typeName } from './path.js';

/** A run collects issues; `at` gives a run for a value further inside. */
export class Run {
  constructor(issues = [], path = []) {
    this.issues = issues;
    this.path = path;
  }

  at(key) {
    return new Run(this.issues, [...this.path, key]);
  }

  fail(message) {
    this.issues.push({ path: this.path, message });
    return undefined;
  }

  expected(what, value) {
    return this.fail(value === undefined ? `is required (${what})` : `must be ${what}, got ${typeName(value)}`);
  }
}

export class Part {
  constructor(name, read, flags = {}) {
    this.name = name;
    this.read = read;
    this.flags = flags;
  }

  #with(flags) {
    return new Part(this.name, this.read, { ...this.flags, ...flags });
  }

  optional() {
    return this.#with({ optional: true });
  }

  nullable() {
    return this.#with({ nullable: true });
  }

  default(value) {
    return this.#with({ fallback: typeof value === 'function' ? value : () => structuredClone(value) });
  }

  refine(test, message) {
    return this.#after((value, run) => (test(value) ? value : run.fail(message)));
  }

  transform(fn) {
    return this.#after((value, run) => {
      try {
        return fn(value);
      } catch (error) {
        return run.fail(error.message);
      }
    });
  }

  #after(step) {
    const read = (value, run) => {
      const before = run.issues.length;
      const result = this.read(value, run);
      return run.issues.length > before ? undefined : step(result, run);
    };
    return new Part(this.name, read, this.flags);
  }

  run(value, run) {
    if (value === undefined && this.flags.fallback) return this.flags.fallback();
    if (value === undefined && this.flags.optional) return undefined;
    if (value === null && this.flags.nullable) return null;
    return this.read(value, run);
  }

  get isOptional() {
    return this.flags.optional === true;
  }
}
