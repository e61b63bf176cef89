/**
 * What runs in the sandbox: the tests' own bodies once more, round by round, with libraries that never fail and with every
 * call of what they import written down. Text, since it runs there and nowhere else.
 */

export const DRIVER = 'protege-differs.mjs';

/** `files`: the rounds' modules as lists of paths beside the driver; `mark` starts every line that is ours. */
export const driver = (rounds: readonly (readonly string[])[], mark: string, budgetMs: number): string =>
  `const ROUNDS = ${JSON.stringify(rounds)}, MARK = ${JSON.stringify(mark)}, BUDGET = ${budgetMs};\n${CODE}`;

const CODE = String.raw`
const write = process.stdout.write.bind(process.stdout);
const { stringify } = JSON;
const turn = () => new Promise((done) => setImmediate(done));
const isThenable = (value) => value !== null && typeof value === 'object' && typeof value.then === 'function';
const MOST = 3000, LONG = 400;

/** A value in words, the same for the same value: no addresses, no names of functions, keys in order. */
function show(value, depth = 0, seen = new Set()) {
  if (typeof value === 'string') return stringify(value);
  if (typeof value === 'bigint') return value + 'n';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return String(value);
  if (value === null || typeof value !== 'object') return Object.is(value, -0) ? '-0' : String(value);
  if (seen.has(value) || depth > 7) return '…';
  seen.add(value);
  const inner = (one) => show(one, depth + 1, seen);
  const list = (all) => Array.from(all).slice(0, 60).map(inner).join(', ');
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  try {
    if (Array.isArray(value)) return '[' + list(value) + ']';
    if (value instanceof Error) return value.name;
    if (tag === 'Date') return 'Date ' + (Number.isNaN(+value) ? 'invalid' : value.toISOString());
    if (tag === 'RegExp') return String(value);
    if (tag === 'Map') return 'Map {' + Array.from(value).slice(0, 60).map(([k, v]) => inner(k) + ' => ' + inner(v)).join(', ') + '}';
    if (tag === 'Set') return 'Set {' + list(value) + '}';
    if (ArrayBuffer.isView(value)) return tag + ' [' + Array.from(new Uint8Array(value.buffer, value.byteOffset, Math.min(200, value.byteLength))).join(',') + ']';
    const proto = Object.getPrototypeOf(value);
    if (isThenable(value)) return 'a promise';
    // Of instances only what they say of themselves: how they keep it is their own affair.
    if (proto !== null && proto !== Object.prototype && Object.getPrototypeOf(proto) !== null)
      return (proto.constructor && proto.constructor.name) + (typeof value.toJSON === 'function' ? ' ' + inner(value.toJSON()) : '');
    if (proto !== null && proto !== Object.prototype && typeof value.toJSON === 'function') return inner(value.toJSON());
    if (proto !== null && proto !== Object.prototype) return 'an instance of ' + (proto.constructor && proto.constructor.name);
    return '{' + Object.keys(value).sort().slice(0, 60).map((key) => key + ': ' + inner(value[key])).join(', ') + '}';
  } catch {
    return 'a ' + tag;
  } finally {
    seen.delete(value);
  }
}
const cut = (text) => {
  if (text.length <= LONG) return text;
  let h = 0;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return text.slice(0, LONG) + '… (' + text.length + ' characters, ' + (h >>> 0).toString(36) + ')';
};

let at = { round: 0, name: '', entries: [] };
let count = 0;
let inside = 0;
function note(kind, key) {
  if (count++ >= MOST) return {};
  const entry = { kind, key: cut(key) };
  at.entries.push(entry);
  return entry;
}
const thrown = (error) => 'throws ' + (error instanceof Error ? error.name : show(error));
function settle(entry, value, say) {
  if (!isThenable(value)) return (entry.value = cut(say(value)));
  Promise.resolve(value).then(
    (got) => (entry.value = cut('resolves to ' + say(got))),
    (error) => (entry.value = cut(thrown(error).replace('throws', 'rejects with'))),
  );
}

/** What the tests import, with every call of its functions written down; calls that it makes itself are its own affair. */
const wrapped = new WeakMap();
function spy(value, name) {
  if (typeof value !== 'function') return value;
  if (wrapped.has(value)) return wrapped.get(value);
  const called = (args, made, run) => {
    if (inside > 0) return run();
    const before = args.map((arg) => show(arg)).join(', ');
    const entry = note('call', (made ? 'new ' : '') + name + '(' + before + ')');
    inside++;
    try {
      const result = run();
      const after = args.map((arg) => show(arg)).join(', ');
      const changed = after === before ? '' : ', and leaves ' + after;
      settle(entry, result, (got) => (made ? 'an instance' : show(got)) + changed);
      return result;
    } catch (error) {
      entry.value = thrown(error);
      throw error;
    } finally {
      inside--;
    }
  };
  const proxy = new Proxy(value, {
    apply: (target, self, args) => called(args, false, () => Reflect.apply(target, self, args)),
    construct: (target, args, asked) => called(args, true, () => Reflect.construct(target, args, asked === proxy ? target : asked)),
    get(target, key, self) {
      const own = Reflect.getOwnPropertyDescriptor(target, key);
      const got = Reflect.get(target, key, self === proxy ? target : self);
      if (typeof key === 'symbol' || key === 'prototype' || key === 'constructor') return got;
      return own && typeof got === 'function' && (own.configurable || own.writable) ? spy(got, name + '.' + key) : got;
    },
  });
  wrapped.set(value, proxy);
  return proxy;
}
function wrap(module, name) {
  if (typeof module === 'function') return spy(module, name);
  if (module === null || typeof module !== 'object') return module;
  const proto = Object.getPrototypeOf(module);
  if (proto !== null && proto !== Object.prototype) return module;
  const out = {};
  for (const key of Object.keys(module))
    out[key] = key === 'default' ? wrap(module[key], name) : typeof module[key] === 'function' ? spy(module[key], key) : module[key];
  return out;
}

/** Any test library: registers what is a test, writes down what is asserted, never fails. */
let cases = [], hooks = [], once = [];
const GROUP = /^(describe|suite|context|group)$/, HOOK = /^(before|beforeAll|setup)$/, EACH = /^beforeEach$/, DONE = /^(after|teardown)/;
const DOUBLE = /^(fn|spy|stub|fake)$/;
function double(run) {
  const made = (...args) => {
    const result = typeof run === 'function' ? run(...args) : undefined;
    made.mock.calls.push(Object.assign([...args], { arguments: args, result }));
    made.callCount++;
    return result;
  };
  return Object.assign(made, { mock: { calls: [], callCount: () => made.callCount }, callCount: 0 });
}
function lib(path = []) {
  const call = (_target, _self, args) => {
    const last = args[args.length - 1];
    const word = path.find((one) => GROUP.test(one) || HOOK.test(one) || EACH.test(one) || DONE.test(one)) ?? path[path.length - 1] ?? '';
    if (path[path.length - 1] === 'each' && Array.isArray(args[0]))
      return (name, run) => {
        for (const row of args[0]) {
          const now = () => run(...(Array.isArray(row) ? row : [row]));
          if (GROUP.test(word)) now();
          else cases.push([String(name), now]);
        }
      };
    if (DOUBLE.test(path[path.length - 1] ?? '')) return double(args[0]);
    if (DONE.test(word)) return lib();
    if (typeof last === 'function' && HOOK.test(word)) return void once.push(last);
    if (typeof last === 'function' && EACH.test(word)) return void hooks.push(last);
    if (typeof last === 'function' && GROUP.test(word)) {
      last(lib());
      return lib();
    }
    const isTest = typeof last === 'function' && (typeof args[0] === 'string' || args.length > 1 || /^(test|it|specify)$/.test(word));
    if (isTest && !/throws?$|rejects?$|throwsAsync$|Throw|Reject/.test(path[path.length - 1] ?? '')) {
      cases.push([typeof args[0] === 'string' ? args[0] : '', last]);
      return lib();
    }
    if (GROUP.test(word) && args.length < 2) return lib();
    for (const arg of args.slice(0, 2)) {
      if (arg === undefined && args.length > 1) continue;
      const entry = note('value', at.name + ' ' + at.entries.filter(({ kind }) => kind === 'value').length);
      if (typeof arg !== 'function' || wrapped.has(arg)) {
        settle(entry, arg, show);
        continue;
      }
      try {
        settle(entry, arg(), (got) => 'returns ' + show(got));
      } catch (error) {
        entry.value = thrown(error);
      }
    }
    return lib(path);
  };
  return new Proxy(function () {}, {
    apply: call,
    construct: () => lib(path),
    get: (_target, key) => (typeof key === 'symbol' || key === 'then' ? undefined : lib([...path, key])),
    set: () => true,
  });
}
Object.defineProperty(globalThis, '__differs', { value: { lib: (name) => lib([name]), wrap } });
for (const name of ['describe', 'context', 'suite', 'test', 'it', 'specify', 'expect', 'assert', 'before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'jest', 'vi'])
  if (!(name in globalThis)) globalThis[name] = lib([name]);
console.assert = () => {};
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

const started = Date.now();
for (let round = 0; round < ROUNDS.length && Date.now() - started < BUDGET; round++) {
  const done = [];
  for (const file of ROUNDS[round]) {
    cases = [];
    hooks = [];
    once = [];
    const run = async (name, body) => {
      at = { round, name, entries: [] };
      done.push(at);
      let timer;
      const late = new Promise((end) => (timer = setTimeout(end, 1000)));
      try {
        await Promise.race([(async () => body())(), late]);
      } catch {
        // With other values a body may fail; what it said until then counts.
      }
      clearTimeout(timer);
      await turn();
    };
    await run(file.replace(/^.*\//, ''), () => import('./' + file));
    for (const hook of once) await run('', () => hook(lib()));
    for (let i = 0; i < cases.length; i++) {
      const [name, body] = cases[i];
      for (const hook of hooks) await run('', () => hook(lib()));
      await run(name, () => body(lib()));
    }
  }
  let text = '';
  for (const { name, entries } of done)
    for (const { kind, key, value } of entries)
      if (value !== undefined) text += MARK + stringify([round, name, kind, key, value]) + '\n';
  write(text + MARK + stringify([round]) + '\n');
}
process.exit(0);
`;
