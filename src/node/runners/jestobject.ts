/** The `jest` object that a test file sees: real module mocker and fake timers, module mocks through the loader. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import type { RunnerConfig } from './config';
import type { Mocks } from './mocks';
import { dirname } from '../../lib/posix';

const TIMERS = [
  'advanceTimersByTime',
  'advanceTimersByTimeAsync',
  'advanceTimersToNextTimer',
  'advanceTimersToNextTimerAsync',
  'clearAllTimers',
  'getTimerCount',
  'runAllTicks',
  'runAllTimers',
  'runAllTimersAsync',
  'runOnlyPendingTimers',
  'runOnlyPendingTimersAsync',
  'setSystemTime',
  'getRealSystemTime',
  'now',
];

export function jestObject(
  host: RunnerHost,
  lib: Guest,
  mocks: Mocks,
  config: RunnerConfig,
  file: string,
  root = host.cwd,
): Guest {
  const mocker = new lib.mock.ModuleMocker(host.globals);
  const timers = new lib.timers.ModernFakeTimers({
    config: { fakeTimers: config.fakeTimers ?? {}, rootDir: root },
    global: host.globals,
  });
  const auto = (value: Guest) => mocker.generateFromMetadata(mocker.getMetadata(value));
  const manual = (name: string): string | undefined => {
    const at = name.lastIndexOf('/') + 1;
    return name.startsWith('.')
      ? host.resolve(`${name.slice(0, at)}__mocks__/${name.slice(at)}`, file)
      : host.resolve(`${root}/__mocks__/${name.replace(/^node:/, '')}`, file);
  };
  const lazy = (name: string, factory?: () => Guest): (() => Guest) => {
    if (factory) return factory;
    const path = manual(name);
    return path ? () => host.require(path, `${dirname(path)}/x.js`) : () => auto(mocks.requireActual(name, file));
  };
  // Factories of ES modules may wait; an import() that comes next waits for them.
  const queue: (() => Promise<void>)[] = [];
  host.beforeImport(() => {
    if (queue.length === 0) return undefined;
    return (async () => {
      for (const task of queue.splice(0)) await task();
    })();
  });
  const jest: Guest = {
    unstable_mockModule(name: string, factory: () => Guest) {
      queue.push(async () => mocks.set(name, file, { value: await factory(), esm: true }));
      return jest;
    },
    unstable_unmockModule: (name: string) => (mocks.delete(name, file), jest),
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    replaceProperty: mocker.replaceProperty.bind(mocker),
    mocked: (value: unknown) => value,
    isMockFunction: mocker.isMockFunction.bind(mocker),
    clearAllMocks: () => (mocker.clearAllMocks(), jest),
    resetAllMocks: () => (mocker.resetAllMocks(), jest),
    restoreAllMocks: () => (mocker.restoreAllMocks(), jest),
    mock: (name: string, factory?: () => Guest) => (mocks.set(name, file, { lazy: lazy(name, factory) }), jest),
    unmock: (name: string) => (mocks.delete(name, file), jest),
    requireActual: (name: string) => mocks.requireActual(name, file),
    requireMock: (name: string) => lazy(name)(),
    createMockFromModule: (name: string) => auto(mocks.requireActual(name, file)),
    resetModules: () => (host.freshModules(), jest),
    isolateModules(run: () => void) {
      host.freshModules();
      run();
      host.freshModules();
    },
    async isolateModulesAsync(run: () => Promise<void>) {
      host.freshModules();
      await run();
      host.freshModules();
    },
    useFakeTimers(options?: Guest) {
      timers.useFakeTimers(options);
      return jest;
    },
    useRealTimers: () => (timers.useRealTimers(), jest),
    setTimeout(ms: number) {
      host.globals[Symbol.for('TEST_TIMEOUT_SYMBOL') as unknown as string] = ms;
      lib.state.getState().testTimeout = ms;
      return jest;
    },
    retryTimes(times: number) {
      host.globals[Symbol.for('RETRY_TIMES') as unknown as string] = times;
      return jest;
    },
    enableAutomock: () => jest,
    disableAutomock: () => jest,
    getSeed: () => 1,
  };
  Object.assign(jest, {
    doMock: jest.mock,
    dontMock: jest.unmock,
    deepUnmock: jest.unmock,
    setMock: (name: string, value: Guest) => jest.mock(name, () => value),
  });
  for (const name of TIMERS) jest[name] = (...args: unknown[]) => timers[name](...args);
  return jest;
}
