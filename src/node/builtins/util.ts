/** util: the part that small repositories and their tests use, complete for those functions. */
import type { Guest, GuestFunction } from '../guest';
import { apply } from '../primordials';
import { isDeepStrictEqual } from './deepequal';
import { format, formatWithOptions } from './format';
import { inspect } from './inspect';
import { wrongType } from './invalid';
import { colors, stripVTControlCharacters } from './style';
import { parseArgs } from './parseargs';
import { types } from './types';

const customPromisify = Symbol.for('nodejs.util.promisify.custom');

function need(value: unknown, name: string, type: string): void {
  if (typeof value !== type) throw wrongType(name, `of type ${type}`, value);
}

function promisify(original: Guest): GuestFunction {
  need(original, 'original', 'function');
  if (original[customPromisify]) {
    need(original[customPromisify], 'util.promisify.custom', 'function');
    return Object.defineProperty(original[customPromisify], customPromisify, {
      value: original[customPromisify],
      configurable: true,
    });
  }
  const wrapped: GuestFunction = function (...args) {
    return new Promise((resolve, reject) => {
      apply(original, this, [
        ...args,
        (error: unknown, ...values: Guest[]) => (error ? reject(error) : resolve(values[0])),
      ]);
    });
  };
  Object.setPrototypeOf(wrapped, Object.getPrototypeOf(original));
  return Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
}
promisify.custom = customPromisify;

function callbackify(original: GuestFunction): GuestFunction {
  need(original, 'original', 'function');
  const wrapped: GuestFunction = function (...args) {
    const done = args.pop();
    need(done, 'last argument', 'function');
    const tick = (globalThis as Guest).process.nextTick;
    (apply(original, this, args) as Promise<unknown>).then(
      (value) => tick(done, null, value),
      (reason) =>
        tick(
          done,
          reason ||
            Object.assign(new Error('Promise was rejected with a falsy value'), {
              reason,
              code: 'ERR_FALSY_VALUE_REJECTION',
            }),
        ),
    );
  };
  Object.defineProperty(wrapped, 'name', { value: `${original.name}Callbackified` });
  Object.defineProperty(wrapped, 'length', { value: original.length + 1 });
  return wrapped;
}

function inherits(constructor: Guest, parent: Guest): void {
  need(constructor, 'ctor', 'function');
  need(parent, 'superCtor', 'function');
  Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
  Object.setPrototypeOf(constructor.prototype, parent.prototype);
}

const warnedCodes = new Set<string>();
function deprecate(run: Guest, message: string, code?: string): GuestFunction {
  let warned = false;
  const wrapped: Guest = function (this: Guest, ...args: Guest[]) {
    if (!warned && !(code && warnedCodes.has(code))) {
      warned = true;
      if (code) warnedCodes.add(code);
      (globalThis as Guest).process.emitWarning(message, 'DeprecationWarning', code);
    }
    return new.target ? Reflect.construct(run, args, new.target) : apply(run, this, args);
  };
  Object.setPrototypeOf(wrapped, run);
  if (run.prototype) wrapped.prototype = run.prototype;
  return wrapped;
}

function debuglog(section: string): GuestFunction {
  const { process } = globalThis as Guest;
  const enabled = new RegExp(`(^|,)${section.replace(/[.+?^${}()|[\]\\]/g, '\\$&')}(,|$)`, 'i').test(
    process.env.NODE_DEBUG ?? '',
  );
  const log: Guest = (...args: Guest[]) => {
    if (enabled) process.stderr.write(`${section.toUpperCase()} ${process.pid}: ${format(...args)}\n`);
  };
  log.enabled = enabled;
  return log;
}

function styleText(style: string | string[], text: string, options: Guest = {}): string {
  need(text, 'text', 'string');
  let before = '';
  let after = '';
  for (const one of Array.isArray(style) ? style : [style]) {
    const pair = colors[one];
    if (!pair)
      throw Object.assign(
        new TypeError(
          `The argument 'format' must be one of: ${Object.keys(colors)
            .map((c) => `'${c}'`)
            .join(', ')}. Received '${one}'`,
        ),
        { code: 'ERR_INVALID_ARG_VALUE' },
      );
    before += `\u001b[${pair[0]}m`;
    after = `\u001b[${pair[1]}m` + after;
  }
  const { env, stdout } = (globalThis as Guest).process;
  if (options.validateStream !== false && !(options.stream ?? stdout).isTTY && env.FORCE_COLOR === undefined)
    return text;
  return before + text + after;
}

/** `.env` text to an object, as node --env-file reads it. */
export function parseEnv(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  const line = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*("(?:[^"\\]|\\.|\n)*"|'[^']*'|`[^`]*`|[^\n#]*)?.*$/gm;
  for (const [, key, raw = ''] of text.matchAll(line)) {
    let value = raw.trim();
    const mark = value[0];
    if (value.length > 1 && (mark === '"' || mark === "'" || mark === '`') && value.endsWith(mark)) {
      value = value.slice(1, -1);
      if (mark === '"') value = value.replaceAll('\\n', '\n');
    }
    out[key!] = value;
  }
  return out;
}

const systemErrors: [number, string, string][] = [
  [-2, 'ENOENT', 'no such file or directory'],
  [-13, 'EACCES', 'permission denied'],
  [-17, 'EEXIST', 'file already exists'],
  [-20, 'ENOTDIR', 'not a directory'],
  [-21, 'EISDIR', 'illegal operation on a directory'],
  [-22, 'EINVAL', 'invalid argument'],
  [-39, 'ENOTEMPTY', 'directory not empty'],
  [-1, 'EPERM', 'operation not permitted'],
];

export function createUtil(): Guest {
  const util: Guest = {
    inspect,
    format,
    formatWithOptions,
    stripVTControlCharacters,
    promisify,
    callbackify,
    inherits,
    deprecate,
    debuglog,
    debug: debuglog,
    styleText,
    isDeepStrictEqual,
    types,
    parseArgs,
    parseEnv,
    TextEncoder,
    TextDecoder,
    aborted: (signal: AbortSignal, _resource?: object) =>
      new Promise<void>((resolve) =>
        signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
      ),
    toUSVString: (text: string) => (String(text) as Guest).toWellFormed?.() ?? String(text),
    getSystemErrorName: (errno: number) => systemErrors.find(([n]) => n === errno)?.[1],
    getSystemErrorMap: () => new Map(systemErrors.map(([n, name, text]) => [n, [name, text]])),
    transferableAbortController: () => new AbortController(),
    transferableAbortSignal: (signal: AbortSignal) => signal,
    getCallSites: () => [],
    MIMEType: undefined,
    isArray: Array.isArray,
    isBoolean: (v: unknown) => typeof v === 'boolean',
    isBuffer: (v: unknown) => (globalThis as Guest).Buffer.isBuffer(v),
    isDate: types.isDate,
    isError: (v: unknown) => types.isNativeError(v) || v instanceof Error,
    isFunction: (v: unknown) => typeof v === 'function',
    isNull: (v: unknown) => v === null,
    isNullOrUndefined: (v: unknown) => v == null,
    isNumber: (v: unknown) => typeof v === 'number',
    isObject: (v: unknown) => v !== null && typeof v === 'object',
    isPrimitive: (v: unknown) => (typeof v !== 'object' && typeof v !== 'function') || v === null,
    isRegExp: types.isRegExp,
    isString: (v: unknown) => typeof v === 'string',
    isSymbol: (v: unknown) => typeof v === 'symbol',
    isUndefined: (v: unknown) => v === undefined,
    log: (...args: Guest[]) =>
      (globalThis as Guest).console.log('%s - %s', new Date().toLocaleString(), format(...args)),
    _extend: (target: object, source: object) => Object.assign(target, source),
  };
  delete util.MIMEType;
  return util;
}
