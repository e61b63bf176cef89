/** One guest process: its files, loop, modules and globals. A worker has one; a synchronous child is a second, nested. */
import { builtinNames, createBuiltin } from './builtins/index';
import { createConsoleClass } from './builtins/console';
import { ExitSignal } from './builtins/process';
import { active } from './active';
import { installGlobals } from './globals';
import type { Guest } from './guest';
import { Loader } from './loader/loader';
import { Loop } from './loop';
import type { FromWorker, ToWorker } from './protocol';
import { describeUncaught } from './stack';
import type { Harness } from './testing/harness';
import type { Keeper } from './custody';
import { READ } from './stubs';
import { toText } from './vfs';
import type { Verdict } from './verdict';
import type { Vfs } from './vfs';

export interface InstanceOptions {
  fs: Vfs;
  /** What guest code sees of the files, where that is less: verdict mode's seal. */
  guestFs?: Vfs;
  /** What the test libraries see of them. */
  libraryFs?: Vfs;
  cwd: string;
  env: Record<string, string>;
  argv: string[];
  execArgv?: string[];
  stdin: string;
  known: readonly string[];
  write(fd: 1 | 2, text: string): void;
  /** The process has ended; called once. */
  ended(code: number): void;
  /** To the shell; undefined in a nested process. */
  send?(message: FromWorker): void;
  pid?: number;
  verdict?: Verdict;
  /** Verdict mode: who may load what. */
  keeper?: Keeper;
}

type Uncaught = (error: unknown, kind: 'uncaughtException' | 'unhandledRejection') => void;

export class Instance {
  readonly fs: Vfs;
  readonly loop: Loop;
  readonly loader: Loader;
  readonly env: Record<string, string>;
  readonly pid: number;
  argv: string[];
  execArgv: string[];
  cwd: string;
  stdinPosition = 0;
  exited: number | undefined;
  readonly console: Guest;
  private readonly modules = new Map<string, Guest>();
  private exiting = false;
  private uncaughtHandlers: Uncaught[] = [];
  private idleWaiters: (() => void)[] = [];
  private readonly enders: (() => void)[] = [];
  /** The main script's path, whatever the guest writes into argv. */
  script: string | undefined;
  makeHarness: (() => Harness) | undefined;
  private tests: Harness | undefined;
  /** Gets what the shell says about children; set by child_process. */
  children: ((message: Extract<ToWorker, { type: 'spawned' }>) => void) | undefined;
  /** Top-level await of the entry has not settled. */
  unsettled = false;

  constructor(readonly options: InstanceOptions) {
    this.fs = options.fs;
    this.cwd = options.cwd;
    this.env = options.env;
    this.argv = options.argv;
    this.execArgv = options.execArgv ?? [];
    this.pid = options.pid ?? 4242;
    this.loop = new Loop({ uncaught: (error) => this.uncaught(error, 'uncaughtException'), idle: () => this.idle() });
    this.loader = new Loader({
      fs: this.fs,
      known: options.known,
      builtin: (name) => this.builtin(name),
      isBuiltin: (name) => this.isBuiltin(name),
      cwd: () => this.cwd,
      ...(options.keeper
        ? { keeper: options.keeper, privately: (name: string, library?: boolean) => this.privately(name, library) }
        : {}),
      ...(options.guestFs ? { shown: (path: string) => toText(options.guestFs!.read(path)) } : {}),
    });
    this.console = createConsoleClass(() => ({
      out: (text) => this.print(1, text),
      err: (text) => this.print(2, text),
    }));
  }

  /** The guest's module object of a builtin, made on first use. `name` has no `node:`. */
  builtin(name: string): Guest {
    let module = this.modules.get(name);
    if (module === undefined) {
      module = createBuiltin(name, this);
      this.modules.set(name, module);
    }
    return module;
  }

  /**
   * A builtin as packages and tests get it: what guest code does to its own (`fs.readFileSync = …`) does not reach them.
   * `library`: a test library, which reads the snapshots of the tests, too.
   */
  private privately(name: string, library = false): Guest {
    if (!READ.includes(name)) return this.builtin(name);
    const whole = name.replace(/^(fs|timers)\/promises$/, '$1');
    if (whole !== name) return this.privately(whole, library).promises;
    const files = library && name === 'fs' ? this.options.libraryFs : undefined;
    const key = `${files ? 'library' : 'private'} ${name}`;
    let module = this.modules.get(key);
    if (module === undefined) {
      const owner: Instance = files
        ? (Object.create(this, { options: { value: { ...this.options, guestFs: files } } }) as Instance)
        : this;
      module = createBuiltin(name, owner);
      // some are one object, made with the bundle
      this.modules.set(key, (module = module === this.builtin(name) ? { ...module } : module));
    }
    return module;
  }

  isBuiltin(name: string): boolean {
    return name.startsWith('node:') ? builtinNames.has(name.slice(5)) || nodeOnly.has(name) : builtinNames.has(name);
  }

  write(fd: 1 | 2, text: string): void {
    if (this.exited === undefined) this.options.write(fd, text);
  }

  /** console's way out: through the stream object once the guest has one. */
  private print(fd: 1 | 2, text: string): void {
    if (this.modules.has('stdio')) this.builtin('process')[fd === 1 ? 'stdout' : 'stderr'].write(text);
    else this.write(fd, text);
  }

  stdinText(): string {
    return this.options.stdin;
  }

  /** Makes this the process whose globals the guest sees and who gets uncaught errors; returns the way back. */
  install(): () => void {
    const before = active.instance;
    active.instance = this;
    const restore = installGlobals(this);
    return () => {
      restore();
      active.instance = before;
    };
  }

  /** node:test's harness of this process, made when the guest first registers something. */
  harness(): Harness {
    return (this.tests ??= this.makeHarness!());
  }

  /** An error while a test file loads: said as Node would, without ending the run. */
  guardQuiet(error: unknown): void {
    this.report(error);
    this.builtin('process').exitCode = 1;
  }

  /** Runs when the process ends, after the guest's own handlers and out of their reach. */
  onEnd(run: () => void): void {
    this.enders[this.enders.length] = run;
  }

  /** process.exit: runs exit handlers, ends the process and unwinds the guest's stack. */
  exit(code?: number): never {
    const process = this.builtin('process');
    if (code !== undefined) process.exitCode = code;
    if (!this.exiting) {
      this.exiting = true;
      try {
        process.emit('exit', process.exitCode ?? 0);
      } catch (error) {
        if (!(error instanceof ExitSignal)) this.report(error);
      }
    }
    this.end(process.exitCode ?? 0);
    throw new ExitSignal(process.exitCode ?? 0);
  }

  /** Ends without handlers. */
  end(code: number): void {
    if (this.exited !== undefined) return;
    for (let i = 0; i < this.enders.length; i++) this.enders[i]!();
    this.exited = code & 255;
    this.loop.stop();
    this.options.ended(this.exited);
  }

  /** Runs guest code as the process would: an error that leaves it is uncaught. */
  guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.uncaught(error, 'uncaughtException');
    }
  }

  uncaught(error: unknown, kind: 'uncaughtException' | 'unhandledRejection', promise?: unknown): void {
    if (error instanceof ExitSignal || this.exited !== undefined) return;
    const handler = this.uncaughtHandlers[this.uncaughtHandlers.length - 1];
    if (handler) return handler(error, kind);
    const process = this.builtin('process');
    try {
      if (kind === 'unhandledRejection' && process.listenerCount('unhandledRejection') > 0) {
        this.options.keeper?.swallowed();
        process.emit('unhandledRejection', error, promise);
        return;
      }
      process.emit('uncaughtExceptionMonitor', error, kind);
      if (process.listenerCount('uncaughtException') > 0) {
        this.options.keeper?.swallowed();
        process.emit('uncaughtException', error, kind);
        return;
      }
    } catch (next) {
      if (next instanceof ExitSignal) return;
      error = next;
    }
    this.report(error, kind);
    try {
      this.exit(1);
    } catch (signal) {
      if (!(signal instanceof ExitSignal)) throw signal;
    }
  }

  private report(error: unknown, kind?: string): void {
    this.write(2, describeUncaught(error, this.loader, kind === 'unhandledRejection'));
  }

  /** Takes over uncaught errors; returns the function that gives them back. */
  onUncaught(handler: Uncaught): () => void {
    this.uncaughtHandlers.push(handler);
    return () => {
      const at = this.uncaughtHandlers.indexOf(handler);
      if (at >= 0) this.uncaughtHandlers.splice(at, 1);
    };
  }

  /** Resolves when the guest has nothing left to do; the process then stays alive for the caller. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.idleWaiters.push(resolve);
      this.loop.check();
    });
  }

  private idle(): void {
    if (this.exited !== undefined) return;
    const waiter = this.idleWaiters.shift();
    if (waiter) {
      waiter();
      // The first may be stale (its race was won by something else); the next gets its turn without new work.
      if (this.idleWaiters.length > 0) this.loop.check();
      return;
    }
    const process = this.builtin('process');
    this.guard(() => {
      if (this.unsettled) {
        this.write(2, 'Warning: Detected unsettled top-level await\n');
        this.exit(process.exitCode ?? 13);
      }
      process.emit('beforeExit', process.exitCode ?? 0);
      this.loop.drainTicks();
      if (this.loop.alive) this.loop.check();
      else this.exit();
    });
  }
}

const nodeOnly = new Set(['node:test', 'node:test/reporters']);
