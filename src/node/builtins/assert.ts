/** assert and assert/strict with Node's semantics. Built once per process; captured intrinsics decide every result. */
import type { Guest, GuestFunction } from '../guest';
import { apply, captureStackTrace, defineProperty, is, isArray, keys, NativePromise, regexpTest } from '../primordials';
import { isDeepEqual, isDeepStrictEqual } from './deepequal';
import { inspect } from './inspect';
import { wrongType } from './invalid';
import { types } from './types';
import { difference } from './difference';

export class AssertionError extends Error {
  generatedMessage: boolean;
  code: string;
  actual: unknown;
  expected: unknown;
  operator: string;
  constructor(options: Guest) {
    if (options === null || typeof options !== 'object') throw wrongType('options', 'of type object', options);
    const { message, operator, actual, expected, stackStartFn } = options;
    const strict = operator === 'deepStrictEqual' || operator === 'strictEqual';
    super(message != null && !strict ? String(message) : describe(operator, actual, expected, message));
    this.generatedMessage = !message;
    Object.defineProperty(this, 'name', {
      value: 'AssertionError [ERR_ASSERTION]',
      enumerable: false,
      writable: true,
      configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    captureStackTrace?.(this, stackStartFn ?? options.stackStartFunction);
    void this.stack;
    this.name = 'AssertionError';
    Object.defineProperty(this, 'name', { enumerable: false });
  }
  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }
}

const operators: Record<string, string> = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
};
const show = (value: unknown) =>
  inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    breakLength: Infinity,
    getters: true,
  });

function describe(operator: string, actual: Guest, expected: Guest, message?: Guest): string {
  if (operator === 'deepStrictEqual' || operator === 'strictEqual')
    return difference(operator, actual, expected, message ? String(message) : undefined, operators[operator]!, show);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    const lines = show(actual).split('\n');
    let base = operators[operator]!;
    if (
      operator === 'notStrictEqual' &&
      ((typeof actual === 'object' && actual !== null) || typeof actual === 'function')
    )
      base = 'Expected "actual" not to be reference-equal to "expected":';
    if (lines.length === 1) return `${base}${lines[0]!.length > 5 ? '\n\n' : ' '}${lines[0]}`;
    return `${base}\n\n${lines.slice(0, 50).join('\n')}\n`;
  }
  let left = show(actual);
  let right = show(expected);
  const known = operators[operator];
  if (operator === 'notDeepEqual' && left === right)
    return `${known}\n\n${left.length > 1024 ? left.slice(0, 1021) + '...' : left}`;
  if (left.length > 512) left = `${left.slice(0, 509)}...`;
  if (right.length > 512) right = `${right.slice(0, 509)}...`;
  if (operator === 'deepEqual') return `${known}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  return `${left} ${operator} ${right}`;
}

const missing = (...names: string[]) =>
  Object.assign(new TypeError(`The ${names.map((name) => `"${name}"`).join(' and ')} arguments must be specified`), {
    code: 'ERR_MISSING_ARGS',
  });

function fail(options: {
  message?: Guest;
  operator: string;
  actual?: unknown;
  expected?: unknown;
  above: Guest;
}): never {
  if (options.message instanceof Error) throw options.message;
  throw new AssertionError({ ...options, stackStartFn: options.above });
}

function truth(above: Guest, args: Guest[]): void {
  const [value, message] = args;
  if (value) return;
  if (message instanceof Error) throw message;
  const error = new AssertionError({
    message:
      args.length === 0
        ? 'No value argument passed to `assert.ok()`'
        : (message ??
          `The expression evaluated to a falsy value:\n\n  assert${above.name === 'ok' ? '.ok' : ''}(${inspect(value)})\n`),
    actual: value,
    expected: true,
    operator: '==',
    stackStartFn: above,
  });
  error.generatedMessage = message == null;
  throw error;
}

export function createAssert(): Guest {
  const assert: Guest = function assert(...args: Guest[]) {
    truth(assert, args);
  };
  const ok: Guest = function ok(...args: Guest[]) {
    truth(ok, args);
  };
  const compare = (operator: string, test: (a: unknown, b: unknown) => boolean) => {
    const method: Guest = {
      [operator](...args: Guest[]) {
        if (args.length < 2) throw missing('actual', 'expected');
        const [actual, expected, message] = args;
        if (!test(actual, expected))
          fail({ actual, expected, message, operator: signs[operator] ?? operator, above: method });
      },
    }[operator];
    return method;
  };
  const signs: Record<string, string> = { equal: '==', notEqual: '!=' };
  const loose = (a: Guest, b: Guest) => a == b || (a !== a && b !== b);
  Object.assign(assert, {
    ok,
    equal: compare('equal', loose),
    notEqual: compare('notEqual', (a, b) => !loose(a, b)),
    strictEqual: compare('strictEqual', is),
    notStrictEqual: compare('notStrictEqual', (a, b) => !is(a, b)),
    deepEqual: compare('deepEqual', isDeepEqual),
    notDeepEqual: compare('notDeepEqual', (a, b) => !isDeepEqual(a, b)),
    deepStrictEqual: compare('deepStrictEqual', isDeepStrictEqual),
    notDeepStrictEqual: compare('notDeepStrictEqual', (a, b) => !isDeepStrictEqual(a, b)),
    partialDeepStrictEqual: compare('partialDeepStrictEqual', partial),
    fail(actual: Guest, expected: Guest, message: Guest, operator: Guest, above: Guest) {
      const n = arguments.length;
      if (n <= 1) {
        if (actual instanceof Error) throw actual;
        const error = new AssertionError({ message: actual ?? 'Failed', operator: 'fail', stackStartFn: assert.fail });
        error.generatedMessage = actual == null;
        throw error;
      }
      if (message instanceof Error) throw message;
      throw new AssertionError({
        actual,
        expected,
        message,
        operator: n === 2 ? '!=' : operator,
        stackStartFn: above ?? assert.fail,
      });
    },
    throws: function throws(run: Guest, ...rest: Guest[]) {
      expectsError(throws, caught(run), rest);
    },
    async rejects(run: Guest, ...rest: Guest[]) {
      expectsError(assert.rejects, await rejected(run), rest);
    },
    doesNotThrow: function doesNotThrow(run: Guest, ...rest: Guest[]) {
      expectsNoError(doesNotThrow, caught(run), rest);
    },
    async doesNotReject(run: Guest, ...rest: Guest[]) {
      expectsNoError(assert.doesNotReject, await rejected(run), rest);
    },
    ifError: function ifError(value: Guest) {
      if (value === null || value === undefined) return;
      let message = 'ifError got unwanted exception: ';
      if (typeof value === 'object' && typeof value.message === 'string')
        message += value.message.length === 0 && value.constructor ? value.constructor.name : value.message;
      else message += inspect(value);
      const error = new AssertionError({
        actual: value,
        expected: null,
        operator: 'ifError',
        message,
        stackStartFn: ifError,
      });
      throw error;
    },
    match: function match(text: Guest, pattern: Guest, message?: Guest) {
      matches(match, text, pattern, message, true);
    },
    doesNotMatch: function doesNotMatch(text: Guest, pattern: Guest, message?: Guest) {
      matches(doesNotMatch, text, pattern, message, false);
    },
    AssertionError,
    CallTracker: class CallTracker {
      private tracked: { fn: Guest; expected: number; calls: number }[] = [];
      calls(fn: Guest = () => {}, expected = 1) {
        if (typeof fn === 'number') [fn, expected] = [() => {}, fn];
        const record = { fn, expected, calls: 0 };
        this.tracked.push(record);
        return (...args: Guest[]) => {
          record.calls++;
          return fn(...args);
        };
      }
      report() {
        return this.tracked
          .filter((one) => one.calls !== one.expected)
          .map((one) => ({
            message: `Expected the ${one.fn.name || 'calls'} function to be executed ${one.expected} time(s) but was executed ${one.calls} time(s).`,
            actual: one.calls,
            expected: one.expected,
            operator: one.fn.name || 'calls',
          }));
      }
      verify() {
        const [first] = this.report();
        if (first) throw new AssertionError(first);
      }
    },
  });
  const strict: Guest = function strict(...args: Guest[]) {
    truth(strict, args);
  };
  Object.assign(strict, assert, {
    equal: assert.strictEqual,
    deepEqual: assert.deepStrictEqual,
    notEqual: assert.notStrictEqual,
    notDeepEqual: assert.notDeepStrictEqual,
  });
  strict.strict = assert.strict = strict;
  return assert;
}

const nothing = { nothing: true };
function caught(run: Guest): unknown {
  if (typeof run !== 'function') throw wrongType('fn', 'of type function', run);
  try {
    run();
  } catch (error) {
    return error;
  }
  return nothing;
}
async function rejected(run: Guest): Promise<{ error: unknown } | typeof nothing | unknown> {
  let promise = run;
  if (typeof run === 'function') {
    promise = run();
    if (typeof promise?.then !== 'function')
      throw Object.assign(
        new TypeError(
          `Expected instance of Promise to be returned from the "promiseFn" function but got ${promise === undefined ? 'undefined' : promise === null ? 'null' : typeof promise === 'object' ? `an instance of ${promise.constructor?.name}` : `type ${typeof promise} (${inspect(promise)})`}.`,
        ),
        { code: 'ERR_INVALID_RETURN_VALUE' },
      );
  } else if (typeof run?.then !== 'function' || typeof run?.catch !== 'function')
    throw wrongType('promiseFn', 'of type function or an instance of Promise', run);
  try {
    await (promise instanceof NativePromise ? promise : new NativePromise((resolve) => resolve(promise)));
  } catch (error) {
    return error;
  }
  return nothing;
}

/** Node shows the compared properties under this name. */
class Comparison {}

function expectsError(above: Guest, actual: Guest, [expected, message]: Guest[]): void {
  if (typeof expected === 'string') {
    if (message !== undefined)
      throw wrongType('error', 'of type function or an instance of Error, RegExp, or Object', expected);
    if (
      (typeof actual === 'object' && actual !== null && actual !== nothing && actual.message === expected) ||
      actual === expected
    )
      throw Object.assign(
        new TypeError(
          `The "error/message" argument is ambiguous. The error ${typeof actual === 'object' ? `message "${actual.message}"` : `"${actual}"`} is identical to the message.`,
        ),
        { code: 'ERR_AMBIGUOUS_ARGUMENT' },
      );
    message = expected;
    expected = undefined;
  } else if (expected != null && typeof expected !== 'object' && typeof expected !== 'function')
    throw wrongType('expected', 'of type function or an instance of Error, RegExp, or Object', expected);
  if (actual === nothing) {
    let details = '';
    if (expected?.name) details += ` (${expected.name})`;
    details += message ? `: ${message}` : '.';
    if (message instanceof Error) throw message;
    fail({
      operator: above.name,
      expected,
      message: `Missing expected ${above.name === 'rejects' ? 'rejection' : 'exception'}${details}`,
      above,
    });
  }
  if (expected == null) return;
  const reject = (why: string, generated = true): never => {
    if (message instanceof Error) throw message;
    const error = new AssertionError({
      actual,
      expected,
      message: message ?? why,
      operator: above.name,
      stackStartFn: above,
    });
    error.generatedMessage = generated && message == null;
    throw error;
  };
  if (types.isRegExp(expected)) {
    if (regexpTest(expected, String(actual))) return;
    reject(
      `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(actual))}\n`,
    );
  }
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && actual instanceof expected) return;
    if (Object.prototype.isPrototypeOf.call(Error, expected) || expected === Error) {
      const label =
        actual?.constructor?.name && typeof actual === 'object'
          ? `"${actual.constructor.name}"`
          : `"${inspect(actual, { depth: -1 })}"`;
      reject(
        `The error is expected to be an instance of "${expected.name}". Received ${label}${typeof actual?.message === 'string' ? `\n\nError message:\n\n${actual.message}` : ''}`,
      );
    }
    const result = apply(expected, {}, [actual]);
    if (result === true) return;
    const name = expected.name ? `"${expected.name}" ` : '';
    reject(
      `The ${name}validation function is expected to return "true". Received ${inspect(result)}${types.isNativeError(actual) ? `\n\nCaught error:\n\n${actual}` : ''}`,
    );
  }
  if (typeof actual !== 'object' || actual === null) {
    const error = new AssertionError({ actual, expected, message, operator: 'deepStrictEqual', stackStartFn: above });
    error.operator = above.name;
    throw error;
  }
  const list = keys(expected);
  if (expected instanceof Error) list.push('name', 'message');
  else if (list.length === 0)
    throw Object.assign(new TypeError(`The argument 'error' may not be an empty object. Received {}`), {
      code: 'ERR_INVALID_ARG_VALUE',
    });
  for (const key of list) {
    if (typeof actual[key] === 'string' && types.isRegExp(expected[key]) && regexpTest(expected[key], actual[key]))
      continue;
    if (key in actual && isDeepStrictEqual(actual[key], expected[key])) continue;
    if (message instanceof Error) throw message;
    const a: Guest = new Comparison();
    const b: Guest = new Comparison();
    for (const one of list) {
      if (one in actual) a[one] = actual[one];
      b[one] =
        typeof actual[one] === 'string' && types.isRegExp(expected[one]) && regexpTest(expected[one], actual[one])
          ? actual[one]
          : expected[one];
    }
    const error = new AssertionError({
      actual: a,
      expected: b,
      message,
      operator: 'deepStrictEqual',
      stackStartFn: above,
    });
    error.actual = actual;
    error.expected = expected;
    error.operator = above.name;
    throw error;
  }
}

function expectsNoError(above: Guest, actual: Guest, [expected, message]: Guest[]): void {
  if (actual === nothing) return;
  if (typeof expected === 'string') {
    message = expected;
    expected = undefined;
  }
  const matching =
    !expected ||
    (types.isRegExp(expected)
      ? regexpTest(expected, String(actual))
      : typeof expected === 'function' &&
        ((expected.prototype !== undefined && actual instanceof expected) ||
          (!Object.prototype.isPrototypeOf.call(Error, expected) && apply(expected, {}, [actual]) === true)));
  if (!matching) throw actual;
  fail({
    actual,
    expected,
    operator: above.name,
    above,
    message: `Got unwanted ${above.name === 'doesNotReject' ? 'rejection' : 'exception'}${message ? `: ${message}` : '.'}\nActual message: "${actual?.message}"`,
  });
}

function matches(above: Guest, text: Guest, pattern: Guest, message: Guest, wanted: boolean): void {
  if (!types.isRegExp(pattern)) throw wrongType('regexp', 'an instance of RegExp', pattern);
  const found = typeof text === 'string' && regexpTest(pattern, text);
  if (typeof text === 'string' && found === wanted) return;
  if (message instanceof Error) throw message;
  const generated = message == null;
  const error = new AssertionError({
    actual: text,
    expected: pattern,
    operator: above.name,
    stackStartFn: above,
    message:
      message ??
      (typeof text !== 'string'
        ? `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`
        : (wanted
            ? 'The input did not match the regular expression '
            : 'The input was expected to not match the regular expression ') +
          `${inspect(pattern)}. Input:\n\n${inspect(text)}\n`),
  });
  error.generatedMessage = generated;
  throw error;
}

/** Everything in `expected` is in `actual`. */
function partial(actual: Guest, expected: Guest): boolean {
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null)
    return isDeepStrictEqual(actual, expected);
  if (isArray(expected)) {
    if (!isArray(actual)) return false;
    let at = 0;
    for (const one of expected) {
      while (at < actual.length && !partial(actual[at], one)) at++;
      if (at++ >= actual.length) return false;
    }
    return true;
  }
  if (types.isMap(expected) || types.isSet(expected) || types.isDate(expected) || types.isRegExp(expected))
    return isDeepStrictEqual(actual, expected);
  for (const key of keys(expected)) if (!(key in actual) || !partial(actual[key], expected[key])) return false;
  return true;
}

void defineProperty;
export type { GuestFunction };
