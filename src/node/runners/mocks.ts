/** Which modules a test file replaced, for vitest's `vi.mock` and jest's `jest.mock`. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';

export type Factory = () => Guest;

export interface Mocks {
  /** Replaces a module as seen from a file; `lazy` factories run at the first import. */
  set(specifier: string, from: string, mock: { value: Guest; esm?: boolean } | { lazy: Factory }): void;
  delete(specifier: string, from: string): void;
  clear(): void;
  /** The real module, whatever mocks say. */
  actual(specifier: string, from: string): Promise<Guest>;
  requireActual(specifier: string, from: string): Guest;
}

/** Installs the replacement of modules in the loader; keys are resolved paths, or names of builtins and packages. `esm`: all are namespaces. */
export function installMocks(
  host: RunnerHost,
  esm: boolean,
  manual?: (specifier: string, from: string) => string | undefined,
): Mocks {
  const values = new Map<string, { value: Guest; esm?: boolean } | { lazy: Factory }>();
  /** Never replaced by a file below __mocks__. */
  const plain = new Set<string>();
  let passing = 0;
  const key = (specifier: string, from: string): string =>
    host.resolve(specifier, from) ?? specifier.replace(/^node:/, '');
  host.intercept((specifier, from, path) => {
    if (passing > 0 || (values.size === 0 && !manual)) return undefined;
    const name = path ?? specifier.replace(/^node:/, '');
    const found = values.get(name);
    if (!found) {
      const file = plain.has(name) ? undefined : manual?.(specifier, from);
      return file === undefined ? undefined : { path: file };
    }
    if ('value' in found) return view(found.value, found.esm);
    // A factory that imports its own module gets the real one.
    values.delete(name);
    try {
      const value = found.lazy();
      values.set(name, { value });
      return view(value);
    } catch (error) {
      values.set(name, found);
      throw error;
    }
  });
  const view = (value: Guest, own = false) => ({ value, esm: own || esm || value?.__esModule === true });
  const real = <T>(run: () => T): T => {
    passing++;
    try {
      return run();
    } finally {
      passing--;
    }
  };
  return {
    set: (specifier, from, mock) => void values.set(key(specifier, from), mock),
    delete(specifier, from) {
      values.delete(key(specifier, from));
      plain.add(key(specifier, from));
    },
    clear() {
      values.clear();
      plain.clear();
    },
    async actual(specifier, from) {
      const name = key(specifier, from);
      const held = values.get(name);
      values.delete(name);
      try {
        return name.startsWith('/') ? await host.import(name) : real(() => host.require(specifier, from));
      } finally {
        if (held) values.set(name, held);
      }
    },
    requireActual: (specifier, from) => real(() => host.require(specifier, from)),
  };
}
