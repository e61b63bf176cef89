/**
 * child_process onto the shell. Async children are commands the shell runs; synchronous ones are only `node …`, run as a
 * nested process in this worker. What cannot be done that way is refused by name.
 */
import { shellWord } from '../../lib/text';
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { toText } from '../vfs';
import { Buffer } from './buffer';
import { EventEmitter } from './events';
import { refused } from './index';
import { runNested } from '../nested';
import { splitCommand } from '../words';

/** The shell finds programs by name; `process.execPath` is a place. */
const byName = (command: string) =>
  command.replace(/(^|[\s;&|(])(["']?)\/usr\/(?:local\/)?bin\/node\2(?=[\s;&|)]|$)/g, '$1node');
/** What the shell says of a program that is not there. */
const MISSING = /^(?:bash|sh)?:? ?(?:line \d+: )?\S+: (?:command not found|No such file or directory)\n?$/;
const isNode = (file: string) => /^(node|nodejs|\/usr\/(local\/)?bin\/node)$/.test(file);

export function createChildProcess(instance: Instance): Guest {
  const { loop } = instance;
  const { Readable, Writable } = instance.builtin('stream');
  const running = new Map<number, Guest>();
  let ids = 1;

  instance.children = (message) => {
    const child = running.get(message.id);
    if (!child) return;
    if (message.event === 'output') return child._output(message.fd, message.text);
    running.delete(message.id);
    instance.fs.apply(message.changes);
    child._exit(message.exitCode);
  };

  class ChildProcess extends EventEmitter {
    /** @param spawned a program was named, so that one that is not there is an error; else a line of the shell */
    constructor(command: string, file: string, args: string[], options: Guest, spawned = false) {
      super();
      const id = ids++;
      const stdio =
        typeof options.stdio === 'string'
          ? [options.stdio, options.stdio, options.stdio]
          : (options.stdio ?? ['pipe', 'pipe', 'pipe']);
      const release = loop.hold();
      const input: string[] = [];
      let sent = false;
      Object.assign(this, {
        pid: 5000 + id,
        exitCode: null,
        signalCode: null,
        killed: false,
        connected: false,
        spawnfile: file,
        spawnargs: [file, ...args],
      });
      this.stdin =
        stdio[0] === 'pipe' || stdio[0] === undefined
          ? new Writable({
              decodeStrings: false,
              write(chunk: Guest, _encoding: Guest, done: Guest) {
                if (sent)
                  return done(
                    Object.assign(new Error('write EPIPE: in this sandbox a child gets its input before it starts'), {
                      code: 'EPIPE',
                    }),
                  );
                input.push(typeof chunk === 'string' ? chunk : toText(chunk));
                done();
              },
            })
          : null;
      const readable = (mode: Guest) =>
        mode === 'pipe' || mode === undefined || mode === 'overlapped' ? new Readable({ read() {} }) : null;
      this.stdout = readable(stdio[1]);
      this.stderr = readable(stdio[2]);
      this.stdio = [this.stdin, this.stdout, this.stderr];
      let said = '';
      this._output = (fd: 1 | 2, text: string) => {
        if (fd === 2 && !options.shell && said === '' && MISSING.test(text)) return void (said = text);
        const stream = fd === 1 ? this.stdout : this.stderr;
        if (stream) stream.push(Buffer.from(text));
        else if (stdio[fd] === 'inherit' || stdio[fd] === fd) instance.write(fd, text);
      };
      this._exit = (code: number) => {
        release();
        if (said !== '' && code === 127 && spawned) {
          const error = Object.assign(new Error(`spawn ${file} ENOENT`), { errno: -2, code: 'ENOENT' });
          this.pid = undefined;
          this.exitCode = -2;
          this.emit('error', Object.assign(error, { syscall: `spawn ${file}`, path: file, spawnargs: args }));
          code = -2;
        } else if (said !== '') {
          const held = said;
          said = ' ';
          this._output(2, held);
        }
        const signal = this.killed ? (this.signalCode ?? 'SIGTERM') : null;
        this.exitCode = signal ? null : code;
        this.signalCode = signal;
        this.stdout?.push(null);
        this.stderr?.push(null);
        if (code !== -2) this.emit('exit', this.exitCode, signal);
        const open = [this.stdout, this.stderr].filter(Boolean);
        let left = open.length;
        const close = () => this.emit('close', this.exitCode, signal);
        if (left === 0) loop.nextTick(close, []);
        for (const stream of open) {
          stream.once('close', () => --left === 0 && close());
          if (stream.listenerCount('data') === 0 && stream.listenerCount('readable') === 0) stream.resume();
        }
      };
      const start = () => {
        if (sent) return;
        sent = true;
        running.set(id, this);
        instance.options.send!({
          type: 'spawn',
          id,
          command: byName(command),
          cwd: this._cwd(options.cwd),
          env: childEnv(options.env),
          stdin: input.join(''),
          changes: instance.fs.changes(instance.cwd),
        });
      };
      this._id = id;
      if (!instance.options.send) {
        loop.nextTick(() => {
          release();
          this.emit('error', refusal('an asynchronous child inside a synchronous one'));
        }, []);
        return;
      }
      loop.setImmediate(() => {
        this.emit('spawn');
        // A child that is fed by a pipe starts when its input ends; others start now.
        if (this.stdin && this.stdin.writableLength + input.length > 0 && !this.stdin.writableEnded)
          this.stdin.once('finish', start);
        else start();
      }, []);
      const signal: AbortSignal | undefined = options.signal;
      const abort = () => {
        if (this.kill(options.killSignal))
          this.emit(
            'error',
            Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }),
          );
      };
      if (signal?.aborted) loop.nextTick(abort, []);
      else signal?.addEventListener('abort', abort, { once: true });
      if (options.timeout > 0) {
        const timer = loop.setTimeout(() => this.kill(options.killSignal), options.timeout, []).unref();
        this.once('exit', () => loop.cancel(timer));
      }
    }
    _cwd(cwd: Guest): string {
      return cwd === undefined || cwd === null
        ? instance.cwd
        : instance.builtin('path').resolve(cwd instanceof URL ? instance.builtin('url').fileURLToPath(cwd) : cwd);
    }
    kill(signal: Guest = 'SIGTERM') {
      if (this.exitCode !== null || this.killed) return false;
      this.killed = true;
      this.signalCode = typeof signal === 'string' ? signal : 'SIGTERM';
      instance.options.send?.({ type: 'kill', id: this._id });
      return true;
    }
    send() {
      throw refusal('messages to a forked child (IPC)');
    }
    disconnect() {}
    ref() {}
    unref() {}
    [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
      this.kill();
    }
  }
  const childEnv = (env: Guest): Record<string, string> => {
    const out: Record<string, string> = {};
    for (const [key, value] of Object.entries(env ?? instance.builtin('process').env))
      if (value !== undefined) out[key] = String(value);
    return out;
  };
  const refusal = (what: string) =>
    Object.assign(new Error(`child_process: ${what} is not available in this sandbox`), {
      code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    });
  const line = (file: string, args: string[], options: Guest) =>
    options.shell ? [file, ...args].join(' ') : [file, ...args].map(shellWord).join(' ');

  const shuffle = (args: Guest, options: Guest): [string[], Guest] =>
    Array.isArray(args) ? [args.map(String), options ?? {}] : [[], args ?? {}];
  const spawn = (file: string, args?: Guest, options?: Guest) => {
    [args, options] = shuffle(args, options);
    return new ChildProcess(line(file, args, options), file, args, options, !options.shell);
  };
  const collect = (child: Guest, command: string, options: Guest, done: Guest) => {
    const text: Record<string, Guest[]> = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr']) child[name]?.on('data', (chunk: Guest) => text[name]!.push(chunk));
    let failed = false;
    const result = (name: string) =>
      options.encoding === 'buffer' || options.encoding === null
        ? Buffer.concat(text[name])
        : Buffer.concat(text[name]).toString(options.encoding);
    child.on('error', (error: Guest) => {
      failed = true;
      done?.(error, '', '');
    });
    child.on('close', (code: number, signal: Guest) => {
      if (failed) return;
      const [stdout, stderr] = [result('stdout'), result('stderr')];
      if (code === 0 && !signal) return done?.(null, stdout, stderr);
      done?.(
        Object.assign(new Error(`Command failed: ${command}\n${stderr}`), {
          code: code ?? null,
          killed: child.killed,
          signal,
          cmd: command,
          stdout,
          stderr,
        }),
        stdout,
        stderr,
      );
    });
    return child;
  };
  const exec = (command: string, options?: Guest, done?: Guest) => {
    if (typeof options === 'function') [options, done] = [{}, options];
    return collect(new ChildProcess(command, '/bin/sh', ['-c', command], options ?? {}), command, options ?? {}, done);
  };
  const execFile = (file: string, args?: Guest, options?: Guest, done?: Guest) => {
    if (typeof args === 'function') [args, options, done] = [[], {}, args];
    else if (!Array.isArray(args)) [args, options, done] = [[], args, options];
    if (typeof options === 'function') [options, done] = [{}, options];
    return collect(spawn(file, args, options ?? {}), [file, ...args].join(' '), options ?? {}, done);
  };
  const promisify = Symbol.for('nodejs.util.promisify.custom');
  const promised =
    (run: Guest) =>
    (...args: Guest[]) => {
      let child: Guest;
      const promise: Guest = new Promise((resolve, reject) => {
        child = run(...args, (error: Guest, stdout: Guest, stderr: Guest) =>
          error ? reject(error) : resolve({ stdout, stderr }),
        );
      });
      promise.child = child;
      return promise;
    };
  Object.defineProperty(exec, promisify, { value: promised(exec) });
  Object.defineProperty(execFile, promisify, { value: promised(execFile) });

  const runSync = (file: string, args: string[], options: Guest): Guest => {
    if (!isNode(file))
      throw refusal(`running "${file}" synchronously (only node can run that way; use the asynchronous form)`);
    const input =
      options.input === undefined ? '' : typeof options.input === 'string' ? options.input : toText(options.input);
    const result = runNested(instance, args, {
      cwd: options.cwd === undefined ? instance.cwd : instance.builtin('path').resolve(String(options.cwd)),
      env: childEnv(options.env),
      stdin: input,
    });
    const stdio =
      typeof options.stdio === 'string' ? [options.stdio, options.stdio, options.stdio] : (options.stdio ?? []);
    const give = (text: string, mode: Guest, fd: 1 | 2) => {
      if (mode === 'inherit') instance.write(fd, text);
      if (mode === 'inherit' || mode === 'ignore') return null;
      return options.encoding && options.encoding !== 'buffer' ? text : Buffer.from(text);
    };
    const stdout = give(result.stdout, stdio[1], 1);
    const stderr = give(result.stderr, stdio[2], 2);
    return { pid: 6000 + ids++, output: [null, stdout, stderr], stdout, stderr, status: result.code, signal: null };
  };
  const spawnSync = (file: string, args?: Guest, options?: Guest): Guest => {
    [args, options] = shuffle(args, options);
    const words = options.shell ? splitCommand([file, ...args].join(' ')) : [file, ...args];
    try {
      if (!words) throw refusal('shell syntax in a synchronous child');
      return runSync(words[0]!, words.slice(1), options);
    } catch (error) {
      return { error, status: null, signal: null, output: null, pid: 0, stdout: null, stderr: null };
    }
  };
  const orThrow = (result: Guest, command: string, options: Guest) => {
    if (result.error) throw result.error;
    if (result.status === 0) {
      if (result.stderr?.length && !options.stdio) instance.write(2, result.stderr.toString());
      return result.stdout;
    }
    if (result.stderr?.length && !options.stdio) instance.write(2, result.stderr.toString());
    throw Object.assign(
      new Error(
        `Command failed: ${command}\n${result.stderr ?? ''}`.trimEnd() + '\n'.repeat(result.stderr?.length ? 1 : 0),
      ),
      result,
    );
  };
  return {
    ChildProcess,
    spawn,
    exec,
    execFile,
    spawnSync,
    execSync(command: string, options: Guest = {}) {
      const words = splitCommand(command);
      if (!words)
        throw refusal(
          `running "${command}" synchronously (only a plain node command can run that way; use the asynchronous form)`,
        );
      return orThrow(spawnSync(words[0]!, words.slice(1), options), command, options);
    },
    execFileSync(file: string, args?: Guest, options?: Guest) {
      [args, options] = shuffle(args, options);
      return orThrow(spawnSync(file, args, options), [file, ...args].join(' '), options);
    },
    fork(file: string, args?: Guest, options?: Guest) {
      [args, options] = shuffle(args, options);
      return spawn('node', [...(options.execArgv ?? []), String(file), ...args], {
        ...options,
        stdio: options.silent ? 'pipe' : (options.stdio ?? 'inherit'),
      });
    },
    _forkChild: refused('child_process._forkChild', 'processes'),
  };
}
