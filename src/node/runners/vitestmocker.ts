/** What vitest's `vi` asks for module mocks: replaced, original and automatically mocked modules. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import type { Mocks } from './mocks';
import { dirname, resolvePath } from '../../lib/posix';

export function mocker(host: RunnerHost, lib: Guest, mocks: Mocks, current: () => string): Guest {
  const queue: (() => Promise<void>)[] = [];
  const { vi } = lib.api;
  const at = (from: string) => (from.startsWith('/') ? from : from.startsWith('file://') ? from.slice(7) : current());
  const automock = async (path: string, from: string, spy: boolean) =>
    vi.mockObject({ ...(await mocks.actual(path, from)) }, { spy });
  const put = async (path: string, importer: string, factory: Guest) => {
    const from = at(importer);
    if (typeof factory === 'function')
      return mocks.set(path, from, { value: await factory(() => mocks.actual(path, from)) });
    const manual = host.resolve(
      resolvePath(
        dirname(from),
        `${path.slice(0, path.lastIndexOf('/') + 1)}__mocks__/${path.slice(path.lastIndexOf('/') + 1)}`,
      ),
      from,
    );
    mocks.set(path, from, {
      value: manual ? await host.import(manual) : await automock(path, from, factory?.spy === true),
    });
  };
  let settling = false; // a factory's own imports do not wait for it
  let last = Promise.resolve();
  const drain = async () => {
    settling = true;
    try {
      for (let task = queue.shift(); task; task = queue.shift()) await task();
    } finally {
      settling = false;
    }
  };
  const settle = () => {
    const done = last.then(drain);
    last = done.catch(() => undefined);
    return done;
  };
  const soon = () =>
    void Promise.resolve()
      .then(() => (queue.length > 0 ? settle() : undefined))
      .catch(() => undefined);
  const made: Guest = {
    queueMock(path: string, importer: string, factory: Guest) {
      queue.push(() => put(path, importer, factory));
      soon();
    },
    queueUnmock(path: string, importer: string) {
      queue.push(async () => mocks.delete(path, at(importer)));
      soon();
    },
    settle,
    importActual: (path: string, importer: string) => mocks.actual(path, at(importer)),
    importMock: (path: string, importer: string) => automock(path, at(importer), false),
    mockObject: ({ value }: { value: Guest }, _: unknown, kind: string) => ({
      value: mockDeep(lib, value, kind === 'autospy'),
    }),
    getMockContext: () => ({ callstack: null }),
  };
  // vi.doMock is not awaited; the import that follows it sees the mock.
  host.beforeImport(() => (queue.length > 0 && !settling ? settle() : undefined));
  return made;
}

/** Functions become mocks (or spies that call through), arrays empty, objects are mocked inside. */
function mockDeep(lib: Guest, value: Guest, spy: boolean, seen = new Map<object, Guest>()): Guest {
  if (typeof value === 'function') {
    if (seen.has(value)) return seen.get(value);
    const made = spy ? lib.api.vi.fn(value) : lib.api.vi.fn();
    seen.set(value, made);
    for (const key of Object.keys(value)) made[key] = mockDeep(lib, value[key], spy, seen);
    for (const key of Object.getOwnPropertyNames(value.prototype ?? {})) {
      if (key !== 'constructor') made.prototype[key] = mockDeep(lib, value.prototype[key], spy, seen);
    }
    return made;
  }
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const made: Guest = Array.isArray(value) ? [] : {};
  seen.set(value, made);
  if (Array.isArray(value) && !spy) return made;
  for (const key of Object.keys(value)) made[key] = mockDeep(lib, value[key], spy, seen);
  return made;
}
