/** What `require("node:test")` gives. */
import type { Guest, GuestFunction } from '../guest';
import type { Instance } from '../instance';
import { refused } from '../builtins/index';
import { MockTracker } from './mock';
import type { HookName, TestOptions } from './node';

const noop: GuestFunction = () => {};

/** (name?, options?, fn?) in any of Node's forms. */
export function argumentsOf(args: Guest[]): { name: string; options: TestOptions; run: GuestFunction } {
  let [name, options, run] = args;
  if (typeof name === 'function') [name, options, run] = [undefined, undefined, name];
  else if (name !== null && typeof name === 'object') [name, options, run] = [undefined, name, options];
  else if (typeof options === 'function') [options, run] = [undefined, options];
  const opts: TestOptions = options ?? {};
  for (const key of ['timeout'] as const)
    if (opts[key] != null && typeof opts[key] !== 'number')
      throw Object.assign(
        new TypeError(
          `The "options.${key}" property must be of type number. Received type ${typeof opts[key]} ('${String(opts[key])}')`,
        ),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
  const todo = typeof run !== 'function' ? opts.todo : opts.todo;
  return {
    name: String(name || (typeof run === 'function' && run.name) || '<anonymous>'),
    options: { ...opts, todo },
    run: typeof run === 'function' ? run : noop,
  };
}

export function createTestModule(instance: Instance): Guest {
  const harness = () => instance.harness();
  const make = (kind: 'test' | 'suite', extra: TestOptions = {}) => {
    const call: Guest = (...args: Guest[]) => {
      const { name, options, run } = argumentsOf(args);
      return harness().add(kind, name, { ...options, ...extra }, run);
    };
    return call;
  };
  const family = (kind: 'test' | 'suite') =>
    Object.assign(make(kind), {
      skip: make(kind, { skip: true }),
      todo: make(kind, { todo: true }),
      only: make(kind, { only: true }),
    });
  const test = family('test');
  const suite = family('suite');
  Object.defineProperty(test, 'name', { value: 'test' });
  const hook = (name: HookName) => (run: GuestFunction, options?: Guest) => harness().addHook(name, run, options);
  const it = Object.assign((...args: Guest[]) => test(...args), { skip: test.skip, todo: test.todo, only: test.only });
  return Object.assign(test, {
    after: hook('after'),
    afterEach: hook('afterEach'),
    before: hook('before'),
    beforeEach: hook('beforeEach'),
    describe: suite,
    it,
    suite,
    test,
    mock: new MockTracker(instance),
    run: refused('test.run', 'nested test runners'),
    snapshot: { setDefaultSnapshotSerializers() {}, setResolveSnapshotPath() {} },
    assert: { register() {} },
  });
}
