/** The guest's `process`: an EventEmitter with Node's fields; refers to the instance for everything that acts. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { now } from '../primordials';
import { fsError } from '../errno';
import { normalize } from '../vfs';
import { EventEmitter } from './events';
import { inspect } from './inspect';

export const VERSION = 'v20.20.2';
/** What `process.exit` throws after the process has ended, to leave the guest's stack. */
export class ExitSignal {
  constructor(readonly code: number) {}
}

export function createProcess(instance: Instance): Guest {
  const process: Guest = Object.create(EventEmitter.prototype, {
    [Symbol.toStringTag]: { value: 'process', configurable: true },
  });
  EventEmitter.call(process);
  const started = now();
  let exitCode: number | undefined;
  let umask = 0o22;
  /** Node says once how to see more of a warning. */
  let hinted = false;

  const validate = (code: Guest): number | undefined => {
    if (code === undefined || code === null) return undefined;
    const n = typeof code === 'string' && code !== '' ? Number(code) : code;
    if (!Number.isInteger(n))
      throw Object.assign(
        new TypeError(
          `The "code" argument must be of type number. Received ${typeof code === 'object' ? 'an instance of Object' : `type ${typeof code} (${inspect(code)})`}`,
        ),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
    return n;
  };
  const hrtime: Guest = (previous?: [number, number]) => {
    const ms = now();
    let seconds = Math.floor(ms / 1000);
    let nanos = Math.floor((ms % 1000) * 1e6);
    if (previous) {
      seconds -= previous[0];
      nanos -= previous[1];
      if (nanos < 0) {
        seconds--;
        nanos += 1e9;
      }
    }
    return [seconds, nanos];
  };
  hrtime.bigint = () => BigInt(Math.floor(now() * 1e6));
  const env: Guest = new Proxy(
    { ...instance.env },
    {
      set: (target, key, value) => {
        if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
        target[key as string] = String(value);
        return true;
      },
      defineProperty: (target, key, descriptor) =>
        Reflect.defineProperty(
          target,
          key,
          'value' in descriptor ? { ...descriptor, value: String(descriptor.value) } : descriptor,
        ),
    },
  );
  const lazy = (name: string, make: () => Guest) => {
    let value: Guest;
    Object.defineProperty(process, name, {
      get: () => (value ??= make()),
      set: (next) => {
        value = next;
      },
      enumerable: true,
      configurable: true,
    });
  };

  Object.assign(process, {
    title: 'node',
    version: VERSION,
    versions: {
      node: VERSION.slice(1),
      v8: '11.3.244.8-node.38',
      uv: '1.46.0',
      zlib: '1.3.0.1',
      modules: '115',
      ares: '1.20.1',
      openssl: '3.0.13',
      unicode: '15.1',
    },
    arch: 'x64',
    platform: 'linux',
    release: { name: 'node', lts: 'Iron' },
    argv: instance.argv,
    argv0: 'node',
    execArgv: instance.execArgv,
    execPath: '/usr/local/bin/node',
    env,
    pid: instance.pid,
    ppid: 1,
    features: {
      inspector: false,
      debug: false,
      uv: true,
      ipv6: true,
      tls_alpn: true,
      tls_sni: true,
      tls_ocsp: true,
      tls: true,
      typescript: false,
    },
    config: { target_defaults: {}, variables: {} },
    allowedNodeEnvironmentFlags: new Set(),
    exitCode: undefined,
    cwd: () => instance.cwd,
    chdir(dir: string) {
      const to = normalize(dir.startsWith('/') ? dir : `${instance.cwd}/${dir}`);
      if (!instance.fs.isDir(to))
        throw Object.assign(fsError(instance.fs.lookup(to) ? 'ENOTDIR' : 'ENOENT', 'chdir', instance.cwd, dir), {
          dest: dir,
        });
      instance.cwd = to;
    },
    exit(code?: Guest) {
      const given = validate(code);
      if (given !== undefined) exitCode = given;
      else exitCode ??= 0;
      instance.exit();
    },
    reallyExit: (code?: number) => instance.end(code ?? 0),
    abort: () => instance.end(134),
    kill(pid: number, signal: Guest = 'SIGTERM') {
      if (pid !== instance.pid)
        throw Object.assign(new Error('kill ESRCH'), { errno: -3, code: 'ESRCH', syscall: 'kill' });
      if (signal === 0) return true;
      if (!process.emit(signal, signal)) instance.end(signal === 'SIGKILL' ? 137 : signal === 'SIGINT' ? 130 : 143);
      return true;
    },
    nextTick(run: Guest, ...args: Guest[]) {
      if (typeof run !== 'function')
        throw Object.assign(
          new TypeError(`The "callback" argument must be of type function. Received ${inspect(run)}`),
          { code: 'ERR_INVALID_ARG_TYPE' },
        );
      instance.loop.nextTick(run, args);
    },
    hrtime,
    uptime: () => (now() - started) / 1000,
    memoryUsage: Object.assign(
      () => ({ rss: 5e7, heapTotal: 2e7, heapUsed: heapUsed(), external: 1e6, arrayBuffers: 1e4 }),
      { rss: () => 5e7 },
    ),
    resourceUsage: () => ({ userCPUTime: Math.round((now() - started) * 1000), systemCPUTime: 0, maxRSS: 50000 }),
    cpuUsage: (before?: Guest) => ({ user: Math.round((now() - started) * 1000) - (before?.user ?? 0), system: 0 }),
    constrainedMemory: () => 0,
    availableMemory: () => 1e9,
    umask(mask?: number | string) {
      const old = umask;
      if (mask !== undefined) umask = typeof mask === 'string' ? parseInt(mask, 8) : mask;
      return old;
    },
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getegid: () => 1000,
    getgroups: () => [1000],
    emitWarning(warning: Guest, type?: Guest, code?: Guest) {
      let detail: Guest;
      if (typeof type === 'object' && type !== null) ({ type, code, detail } = type);
      const error: Guest =
        typeof warning === 'string' ? Object.assign(new Error(warning), { name: type ?? 'Warning' }) : warning;
      if (code !== undefined && !error.code) error.code = code;
      if (typeof detail === 'string') error.detail = detail;
      if (error.name === 'DeprecationWarning' && process.noDeprecation) return;
      if (error.name === 'DeprecationWarning' && process.throwDeprecation) throw error;
      instance.loop.nextTick(() => {
        const trace = error.name === 'DeprecationWarning' ? 'deprecation' : 'warnings';
        const hint = hinted ? '' : `(Use \`node --trace-${trace} ...\` to show where the warning was created)\n`;
        if (!process.env.NODE_NO_WARNINGS && !instance.execArgv.includes('--no-warnings')) {
          hinted = true;
          instance.write(
            2,
            `(node:${instance.pid}) ${error.code ? `[${error.code}] ` : ''}${error.name}: ${error.message}\n${error.detail ? `${error.detail}\n` : ''}${hint}`,
          );
        }
        process.emit('warning', error);
      }, []);
    },
    binding() {
      throw new Error('process.binding is not available in this sandbox');
    },
    dlopen() {
      throw Object.assign(new Error('native addons are not available in this sandbox'), { code: 'ERR_DLOPEN_FAILED' });
    },
    hasUncaughtExceptionCaptureCallback: () => false,
    setUncaughtExceptionCaptureCallback: (run: Guest) =>
      run ? process.on('uncaughtException', run) : process.removeAllListeners('uncaughtException'),
    setSourceMapsEnabled() {},
    loadEnvFile(path = '.env') {
      const parsed = instance.builtin('util').parseEnv(instance.builtin('fs').readFileSync(path, 'utf8'));
      for (const key of Object.keys(parsed)) if (!(key in env)) env[key] = parsed[key];
    },
    getBuiltinModule: (name: string) =>
      instance.isBuiltin(name) ? (instance.loader.lookup(name, instance.cwd, 'require') as Guest).value : undefined,
    getActiveResourcesInfo: () => [],
    report: {},
    stdin: undefined,
  });
  Object.defineProperty(process, 'exitCode', {
    get: () => exitCode,
    set: (code) => {
      exitCode = validate(code);
    },
    enumerable: true,
    configurable: true,
  });
  for (const name of ['stdout', 'stderr', 'stdin']) delete process[name];
  lazy('stdout', () => instance.builtin('stdio').writable(1));
  lazy('stderr', () => instance.builtin('stdio').writable(2));
  lazy('stdin', () => instance.builtin('stdio').readable());
  lazy('mainModule', () => instance.loader.rights.shownTo('', instance.loader.main));
  return process;
}

const heapUsed = (): number => (performance as Guest).memory?.usedJSHeapSize ?? 1e7;
