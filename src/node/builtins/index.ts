/** Builtin modules by name. `require` here is the bundler's: it keeps a rare module unevaluated until a guest asks. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { createAssert } from './assert';
import { bufferModule } from './buffer';
import { EventEmitter } from './events';
import { exported } from './exports';
import { createFs } from './fs';
import { createPath } from './path';
import { createProcess } from './process';
import { createTimers } from './timers';
import { createUtil } from './util';

declare const require: (path: string) => Guest;

type Make = (instance: Instance) => Guest;

const table: Record<string, Make> = {
  assert: () => createAssert(),
  'assert/strict': (i) => i.builtin('assert').strict,
  async_hooks: (i) => require('./hooks').createHooks(i),
  buffer: () => bufferModule,
  child_process: (i) => require('./child').createChildProcess(i),
  cluster: () => ({
    isMaster: true,
    isPrimary: true,
    isWorker: false,
    workers: {},
    fork: refused('cluster.fork', 'real processes'),
  }),
  console: (i) => i.console,
  constants: (i) => {
    const { dlopen, errno, priority, signals } = i.builtin('os').constants;
    const beside = [require('./fs').constants, i.builtin('crypto').constants];
    return Object.assign({}, dlopen, errno, priority, signals, ...beside);
  },
  crypto: () => require('./crypto').createCrypto(),
  diagnostics_channel: () => require('./diagnostics').createDiagnostics(),
  dns: (i) => require('./net').createDns(i),
  domain: () => ({}),
  'dns/promises': (i) => i.builtin('dns').promises,
  dgram: () => sockets('dgram', ['createSocket', 'Socket']),
  events: () => EventEmitter,
  fs: (i) => {
    const fs = createFs(i);
    const lazy = (name: string, make: () => Guest) => {
      let value: Guest;
      Object.defineProperty(fs, name, {
        get: () => (value ??= make()),
        set: (next) => (value = next),
        enumerable: true,
        configurable: true,
      });
    };
    lazy('promises', () => require('./fspromises').createPromises(i, fs));
    const streams = () => require('./fsstreams').createStreams(i, fs);
    for (const name of ['createReadStream', 'createWriteStream', 'ReadStream', 'WriteStream'])
      lazy(name, () => streams()[name]);
    return fs;
  },
  'fs/promises': (i) => i.builtin('fs').promises,
  http: (i) => pair(i).http,
  http2: () =>
    sockets('http2', ['createServer', 'createSecureServer', 'connect'], {
      sensitiveHeaders: Symbol('nodejs.http2.sensitiveHeaders'),
    }),
  https: (i) => pair(i).https,
  inspector: () => ({
    url: () => undefined,
    open: refused('inspector.open', 'the inspector'),
    close() {},
    console: {},
    Session: refused('inspector.Session', 'the inspector'),
  }),
  'inspector/promises': (i) => i.builtin('inspector'),
  module: (i) => require('./module').createModule(i),
  net: (i) => require('./net').createNet(i),
  os: (i) => require('./os').createOs(i),
  path: (i) => createPath(() => i.cwd),
  'path/posix': (i) => i.builtin('path'),
  'path/win32': (i) => i.builtin('path').win32,
  perf_hooks: () => require('./perf').createPerf(),
  process: (i) => createProcess(i),
  punycode: () => require('./punycode').punycode,
  querystring: () => require('./querystring').module,
  readline: (i) => require('./readline').createReadline(i),
  'readline/promises': (i) => i.builtin('readline').promises,
  repl: () => ({ start: refused('repl.start', 'a terminal') }),
  stream: () => require('./stream').stream,
  'stream/consumers': () => require('./stream').consumers,
  'stream/promises': () => require('./stream').stream.promises,
  'stream/web': () => require('./stream').web,
  string_decoder: () => require('string_decoder'),
  sys: (i) => i.builtin('util'),
  test: (i) => require('../testing/api').createTestModule(i),
  'test/reporters': () => require('../testing/reporters').reporters,
  timers: (i) => createTimers(i),
  'timers/promises': (i) => i.builtin('timers').promises,
  tls: () => sockets('tls', ['connect', 'createServer', 'createSecureContext', 'TLSSocket', 'Server']),
  trace_events: () => ({
    createTracing: refused('trace_events.createTracing', 'tracing'),
    getEnabledCategories: () => undefined,
  }),
  tty: () => ({
    isatty: () => false,
    ReadStream: refused('tty.ReadStream', 'a terminal'),
    WriteStream: refused('tty.WriteStream', 'a terminal'),
  }),
  url: () => ({ ...require('./url').urlModule }),
  util: () => createUtil(),
  'util/types': (i) => i.builtin('util').types,
  v8: (i) => require('./v8').createV8(i),
  vm: (i) => require('./vm').createVm(i),
  wasi: () => ({ WASI: refused('wasi.WASI', 'WASI') }),
  worker_threads: (i) => require('./threads').createThreads(i),
  zlib: (i) => require('./zlib').createZlib(i),
  stdio: (i) => require('./stdio').createStdio(i),
};
const internal = new Set(['stdio', 'test', 'test/reporters']);
/** http and https share their classes. */
const pairs = new WeakMap<Instance, { http: Guest; https: Guest }>();
function pair(instance: Instance): { http: Guest; https: Guest } {
  const known = pairs.get(instance) ?? require('./http/index').createHttp(instance);
  pairs.set(instance, known);
  return known;
}

export const builtinNames: ReadonlySet<string> = new Set(Object.keys(table).filter((name) => !internal.has(name)));

export function createBuiltin(name: string, instance: Instance): Guest {
  const make = table[name];
  if (!make) throw new Error(`No such built-in module: ${name}`);
  return complete(name, make(instance));
}

/** What Node exports beside: constants as they are, functions and classes that say by their name that they are not here. */
function complete(name: string, module: Guest): Guest {
  const known = exported[name];
  if (!known || Object.isFrozen(module)) return module;
  const [functions, values, nested] = known;
  const add = (target: Guest, key: string, value: unknown) => {
    if (!(key in target))
      Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: true });
  };
  for (const [key, table] of Object.entries(nested)) {
    add(module, key, {});
    for (const [one, value] of Object.entries(table)) add(module[key], one, value);
  }
  for (const [key, value] of Object.entries(values)) add(module, key, value);
  for (const key of functions.split(' '))
    if (key !== '' && !(key in module)) {
      const absent = refused(`${name}.${key}`, 'such part of Node');
      Object.defineProperty(absent, 'name', { value: key, configurable: true });
      add(module, key, absent);
    }
  return module;
}

/** A function (or class) that says by name what this sandbox does not have. */
export function refused(name: string, what: string): Guest {
  return function () {
    throw Object.assign(new Error(`${name} is not available in this sandbox: no ${what.replace(/^the /, '')}`), {
      code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    });
  };
}

function sockets(module: string, names: string[], rest: object = {}): Guest {
  const out: Guest = { ...rest };
  for (const name of names) out[name] = refused(`${module}.${name}`, 'sockets');
  return out;
}
