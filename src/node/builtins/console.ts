/** console for guests. Writes through process.stdout only when the guest has touched it (a stub must see the text). */
import type { Guest } from '../guest';
import { now } from '../primordials';
import { formatWithOptions } from './format';
import { inspect } from './inspect';
import { stackFilter } from './inspecterror';
import { renderTable } from './table';

export interface ConsoleTarget {
  out(text: string): void;
  err(text: string): void;
}

export function createConsoleClass(defaults: () => ConsoleTarget): Guest {
  const Console: Guest = function Console(this: Guest, options: Guest, stderr?: Guest) {
    if (!new.target) return Reflect.construct(Console, [options, stderr]);
    const streams = options?.write
      ? { stdout: options, stderr: stderr ?? options }
      : { stderr: options?.stdout, ...options };
    install(
      this,
      () => ({ out: (text) => streams.stdout.write(text), err: (text) => streams.stderr.write(text) }),
      options?.inspectOptions,
      options?.groupIndentation,
    );
  };
  const install = (target: Guest, sink: () => ConsoleTarget, inspectOptions: Guest = {}, step = 2) => {
    let indent = '';
    const counts = new Map<string, number>();
    const timers = new Map<string, number>();
    const text = (args: Guest[]) => {
      const body = formatWithOptions(inspectOptions, ...args);
      return (indent ? indent + body.replaceAll('\n', '\n' + indent) : body) + '\n';
    };
    const out = (...args: Guest[]) => sink().out(text(args));
    const err = (...args: Guest[]) => sink().err(text(args));
    const elapsed = (label: string) => {
      const ms = now() - timers.get(label)!;
      return ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${Number(ms.toFixed(3))}ms`;
    };
    const methods: Record<string, Guest> = {
      log: out,
      info: out,
      debug: out,
      error: err,
      warn: err,
      trace: (...args: Guest[]) => {
        const error: Guest = new Error(formatWithOptions(inspectOptions, ...args));
        error.name = 'Trace';
        (Error as Guest).captureStackTrace?.(error, methods.trace);
        err(stackFilter.clean(String(error.stack)).replace(/^Error/, 'Trace'));
      },
      dir: (value: Guest, options?: Guest) =>
        out(inspect(value, { customInspect: false, ...inspectOptions, ...options })),
      dirxml: out,
      assert: (condition: Guest, ...args: Guest[]) => {
        if (condition) return;
        if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
        else args.unshift('Assertion failed');
        err(...args);
      },
      clear() {},
      count: (label = 'default') => {
        counts.set(`${label}`, (counts.get(`${label}`) ?? 0) + 1);
        out(`${label}: ${counts.get(`${label}`)}`);
      },
      countReset: (label = 'default') => counts.delete(`${label}`),
      group: (...args: Guest[]) => {
        if (args.length) out(...args);
        indent += ' '.repeat(step);
      },
      groupEnd: () => {
        indent = indent.slice(step);
      },
      time: (label = 'default') => void timers.set(`${label}`, now()),
      timeLog: (label = 'default', ...args: Guest[]) =>
        timers.has(label) && out(`${label}: ${elapsed(label)}`, ...args),
      timeEnd: (label = 'default') => {
        if (timers.has(label)) out(`${label}: ${elapsed(label)}`);
        timers.delete(label);
      },
      table: (data: Guest, columns?: string[]) =>
        out(data === null || typeof data !== 'object' ? data : renderTable(data, columns)),
      profile() {},
      profileEnd() {},
      timeStamp() {},
    };
    methods.groupCollapsed = methods.group;
    for (const name in methods) {
      if (methods[name].name !== name)
        Object.defineProperty((methods[name] = methods[name].bind(undefined)), 'name', { value: name });
      target[name] = methods[name];
    }
  };
  const console: Guest = {};
  install(console, defaults);
  console.Console = Console;
  console.context = () => console;
  Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
  return console;
}
