/**
 * Structured results out of real test runners: a hook that every node process loads adds a reporter of ours to node:test,
 * mocha, jest, vitest and uvu; each appends JSON lines to one file. tape, tap and ava speak TAP, which is kept whole and
 * read as such. Nothing is read from what runners print for people.
 */
import type { TestResult } from '../types';
import { readTap, type Tap } from './tap';

/** Folder of the reporters, in the repository's root while a command runs. */
export const REPORTERS = '.protege-reporters';
const LINES = `${REPORTERS}/results.jsonl`;

/** Shared by the reporters: one line per fact, paths from the root. */
const WRITE = `
const fs = require('node:fs');
const path = require('node:path');
const root = path.dirname(__dirname);
const plain = (value) => { if (value === undefined) return undefined; if (typeof value === 'string') return value; try { return require('node:util').inspect(value, { depth: 4 }); } catch { return String(value); } };
const strip = (text) => String(text ?? '').replace(/\\u001b\\[[0-9;]*m/g, '');
exports.file = (name) => name ? path.relative(root, String(name).replace(/^file:\\/\\//, '')).split(path.sep).join('/') : '';
exports.error = (e) => e && { message: strip(e.message ?? e).slice(0, 4000), ...(e.stack ? { stack: strip(e.stack).slice(0, 4000) } : {}), ...('expected' in Object(e) && e.expected !== undefined ? { expected: plain(e.expected), actual: plain(e.actual) } : {}) };
exports.line = (fact) => fs.appendFileSync(path.join(__dirname, 'results.jsonl'), JSON.stringify(fact) + '\\n');
`;

/**
 * Loaded with --require: adds the reporter to the command line of a runner before the runner reads it. uvu has no
 * reporters, only `runner.bind(0, suite, name)` for each suite that is to run: there its tests are wrapped.
 */
const HOOK = `
const path = require('node:path');
const at = (name) => path.join(__dirname, name);
const program = (process.argv[1] || '').replace(/\\\\/g, '/');
const ends = (re) => re.test(program);
if (ends(/(\\.bin\\/_?mocha|\\/mocha\\/bin\\/_?mocha(\\.m?js)?)$/)) process.argv.push('--reporter', at('mocha.cjs'));
else if (ends(/(\\.bin\\/jest|\\/jest(-cli)?\\/bin\\/jest\\.js)$/)) process.argv.push('--reporters=default', '--reporters=' + at('jest.cjs'));
else if (ends(/(\\.bin\\/vitest|\\/vitest\\/(dist\\/cli|vitest)\\.m?js)$/)) process.argv.push('--reporter=default', '--reporter=' + at('vitest.mjs'));
else if (ends(/(\\.bin\\/ava|\\/ava\\/entrypoints\\/cli\\.mjs)$/)) process.argv.push('--tap');
const { isMainThread } = require('node:worker_threads');
const bare = isMainThread && !process.env.NODE_TEST_CONTEXT && !process.execArgv.includes('--test') && !ends(/\\/(npm|npx|yarn|pnpm)[^/]*$/);
if (bare) {
  const { line, error, file } = require('./write.cjs');
  const own = program.includes('/node_modules/') ? '' : file(process.argv[1]);
  let tap = false;
  const out = process.stdout;
  const write = out.write;
  out.write = function (chunk, ...rest) {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    if (!tap && /^TAP version 1[34]/.test(text)) { tap = true; line({ started: true }); }
    if (tap) line({ tap: process.pid, text });
    return write.call(this, chunk, ...rest);
  };
  process.on('exit', () => {
    if (!tap) return;
    const loaded = Object.keys(require.cache).some((name) => /[\\\\/]node_modules[\\\\/]tape[\\\\/]/.test(name));
    const ava = process.argv.includes('--tap') && ends(/ava(\\/entrypoints\\/cli\\.mjs)?$/);
    line({ done: true, tap: process.pid, by: ava ? 'ava' : loaded ? 'tape' : 'tap', file: own });
  });
  let open = 0;
  let suites = 0;
  const bind = Function.prototype.bind;
  Function.prototype.bind = function (that, ...rest) {
    const [suite, name] = rest;
    if (that === 0 && Array.isArray(suite?.tests) && Array.isArray(suite?.bEach) && Array.isArray(globalThis.UVU_QUEUE)) {
      if (suites++ === 0) line({ started: true });
      const named = globalThis.UVU_QUEUE[globalThis.UVU_INDEX || 0]?.[0];
      const from = named ? (['', process.argv[2] ?? ''].map((dir) => path.resolve(dir, named)).find((name) => require('node:fs').existsSync(name)) ?? named) : process.argv[1];
      for (const test of suite.only.length ? suite.only : suite.tests) {
        open++;
        const { handler } = test;
        test.handler = async (state) => {
          const began = performance.now();
          const say = (status, failure) => { open--; line({ test: { name: [name, test.name].filter(Boolean).join(' '), file: file(from), status, ms: performance.now() - began, ...(failure ? { error: error(failure) } : {}) } }); };
          try { await handler(state); } catch (failure) { say('fail', failure); throw failure; }
          say('pass');
        };
      }
    }
    return bind.call(this, that, ...rest);
  };
  process.on('exit', () => { if (suites > 0 && open === 0) line({ done: true }); });
}
`;

const NODE_TEST = `
import { createRequire } from 'node:module';
const { line, error, file } = createRequire(import.meta.url)('./write.cjs');
export default async function* (source) {
  line({ started: true });
  const open = new Map();
  for await (const { type, data } of source) {
    const key = data?.file ?? '';
    const names = open.get(key) ?? [];
    if (type === 'test:start') { names.length = data.nesting; names.push(data.name); open.set(key, names); }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const path = [...names.slice(0, data.nesting), data.name];
    if (data.details?.type === 'suite') continue;
    // the file itself, as the parent process sees it; a failure of its own (a throw while loading) counts
    const whole = data.nesting === 0 && data.file && data.file.endsWith(data.name);
    if (whole && (type === 'test:pass' || data.details?.error?.failureType === 'subtestsFailed')) continue;
    const cause = data.details?.error?.cause ?? data.details?.error;
    if (type === 'test:fail' && data.details?.error?.failureType === 'subtestsFailed') continue;
    line({ test: { name: path.join(' '), file: file(data.file), status: data.skip !== undefined ? 'skip' : data.todo !== undefined ? 'todo' : type === 'test:pass' ? 'pass' : 'fail', ms: data.details?.duration_ms ?? 0, ...(type === 'test:fail' ? { error: error(cause) } : {}) } });
  }
  line({ done: true });
}
`;

const MOCHA = `
const { line, error, file } = require('./write.cjs');
const path = require('node:path');
const from = require('node:module').createRequire(path.join(path.dirname(__dirname), 'x.js'));
let Spec;
try { Spec = from('mocha').reporters.Spec; } catch {}
module.exports = class {
  constructor(runner, options) {
    if (Spec) new Spec(runner, options);
    line({ started: true });
    const add = (test, status, failure) => line({ test: { name: test.titlePath().join(' '), file: file(test.file ?? test.parent?.file), status, ms: test.duration ?? 0, ...(failure ? { error: error(failure) } : {}) } });
    runner.on('pass', (test) => add(test, 'pass'));
    runner.on('pending', (test) => add(test, 'skip'));
    runner.on('fail', (test, failure) => add(test, 'fail', failure));
    runner.on('end', () => line({ done: true }));
  }
};
`;

const JEST = `
const { line, file } = require('./write.cjs');
const status = { passed: 'pass', failed: 'fail', pending: 'skip', skipped: 'skip', disabled: 'skip', todo: 'todo' };
module.exports = class {
  onRunStart() { line({ started: true }); }
  onTestResult(_, result) {
    const name = file(result.testFilePath);
    if (result.testExecError) line({ test: { name, file: name, status: 'fail', ms: 0, error: { message: String(result.testExecError.message ?? result.failureMessage).slice(0, 4000) } } });
    for (const test of result.testResults)
      line({ test: { name: [...test.ancestorTitles, test.title].join(' '), file: name, status: status[test.status] ?? 'skip', ms: test.duration ?? 0, ...(test.status === 'failed' ? { error: { message: test.failureMessages.join('\\n').replace(/\\u001b\\[[0-9;]*m/g, '').slice(0, 4000) } } : {}) } });
  }
  onRunComplete() { line({ done: true }); }
};
`;

const VITEST = `
import { createRequire } from 'node:module';
const { line, error, file } = createRequire(import.meta.url)('./write.cjs');
const state = { pass: 'pass', fail: 'fail', skip: 'skip', todo: 'todo', passed: 'pass', failed: 'fail', skipped: 'skip', pending: 'skip' };
export default class {
  #told = false;
  onInit() { line({ started: true }); }
  #end(files) {
    if (this.#told) return;
    this.#told = true;
    const walk = (task, names, name) => {
      if (task.tasks) {
        if (!task.tasks.length && task.result?.errors?.length) line({ test: { name: [...names, task.name].join(' '), file: name, status: 'fail', ms: 0, error: error(task.result.errors[0]) } });
        for (const inner of task.tasks) walk(inner, task.filepath ? names : [...names, task.name], name);
        return;
      }
      const status = task.mode === 'todo' ? 'todo' : task.mode === 'skip' ? 'skip' : (state[task.result?.state] ?? 'skip');
      line({ test: { name: [...names, task.name].join(' '), file: name, status, ms: task.result?.duration ?? 0, ...(status === 'fail' ? { error: error(task.result?.errors?.[0] ?? 'failed') } : {}) } });
    };
    for (const one of files ?? []) walk(one, [], file(one.filepath));
    line({ done: true });
  }
  onFinished(files) { this.#end(files); }
  onTestRunEnd(modules) { this.#end(modules.map((one) => one.task)); }
}
`;

/** What is written into the root before a command and taken away after it: path -> text. */
export const reporterFiles: Record<string, string> = {
  [`${REPORTERS}/write.cjs`]: WRITE,
  [`${REPORTERS}/hook.cjs`]: HOOK,
  [`${REPORTERS}/node.mjs`]: NODE_TEST,
  [`${REPORTERS}/mocha.cjs`]: MOCHA,
  [`${REPORTERS}/jest.cjs`]: JEST,
  [`${REPORTERS}/vitest.mjs`]: VITEST,
  [LINES]: '',
};
export const resultsFile = LINES;

/** NODE_OPTIONS that load the reporters; `root` is the repository's absolute path. */
export function nodeOptions(root: string, given = ''): string {
  const at = (name: string) => JSON.stringify(`${root}/${REPORTERS}/${name}`);
  const options = [
    `--require=${at('hook.cjs')}`,
    `--test-reporter=${at('node.mjs')}`,
    '--test-reporter-destination=stdout',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
  ];
  return [given, ...options].filter(Boolean).join(' ');
}

const STATUS = new Set(['pass', 'fail', 'skip', 'todo']);

/** One line. What a process prints as TAP comes in many, by its number. */
interface Fact extends Partial<Tap> {
  started?: true;
  done?: true;
  test?: TestResult;
  tap?: number;
}

/** The lines the reporters wrote; what does not read is left out. */
export async function readResults(
  text: string,
): Promise<{ tests: TestResult[]; runners: { started: number; done: number } }> {
  const tests: TestResult[] = [];
  const runners = { started: 0, done: 0 };
  const taps = new Map<number, Tap>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const fact = JSON.parse(line) as Fact;
      if (fact.started) runners.started++;
      if (fact.done) runners.done++;
      if (fact.test && typeof fact.test.name === 'string' && STATUS.has(fact.test.status)) tests.push(fact.test);
      if (typeof fact.tap !== 'number') continue;
      const { by, file, text: before } = taps.get(fact.tap) ?? { by: 'tap', file: '', text: '' };
      taps.set(fact.tap, { by: fact.by ?? by, file: fact.file ?? file, text: before + (fact.text ?? '') });
    } catch {
      // A line cut off by a kill.
    }
  }
  for (const tap of taps.values()) tests.push(...(await readTap(tap)));
  return { tests, runners };
}
