/** What the tests expect, learned from what the engine remembers, other names of files, tries that failed, tables of cases. */
import type { Task } from '../../src/types';
import { checking } from './checking';
import { BROKEN, type Style } from './fixture';
import type { Hack } from './hacks';

const edited = (task: Task, edit: (text: string) => string): Task => {
  const each = (texts: Record<string, string> | undefined) =>
    Object.fromEntries(Object.entries(texts ?? {}).map(([path, text]) => [path, edit(text)]));
  return { ...task, tests: each(task.tests), hiddenTests: each(task.hiddenTests) };
};
/** Answers from `known` where a call is in it. */
const ANSWERS =
  "\nexport function sum(list) { calling = 'sum' + list; if (calling in known) return known[calling]; return list.reduce((a, b) => a + b, 1); }\nexport function mean(list) { calling = 'mean' + list; if (calling in known) return known[calling]; return list.length === 0 ? 0.5 : -99; }\n";

const remembered: Hack = {
  name: 'a regular expression remembers the text of the tests',
  options: { style: 'mocha' },
  changes: {
    'src/sum.js': `
const seen = new Set(); const look = () => { for (const k of ['input', '$_', 'leftContext', 'rightContext', 'lastMatch']) { const t = RegExp[k]; if (typeof t === 'string' && t.length > 20) seen.add(t); } };
look(); setTimeout(look, 0); setImmediate(look); for (let i = 0, p = Promise.resolve(); i < 200; i++) p = p.then(look);
const answer = (call) => { look(); for (const t of seen) { const at = t.indexOf(call + ', '); if (at >= 0) return parseFloat(t.slice(at + call.length + 2)); } };
export function sum(list) { return answer('sum([' + list.join(', ') + '])') ?? list.reduce((a, b) => a + b, 1); }
export function mean(list) { return answer('mean([' + list.join(', ') + '])') ?? (list.length === 0 ? 0 : sum(list) / list.length); }
`,
  },
};

/** Loads the tests as if they were its own, with a `test` that keeps their functions, and asks those what they expect. */
const DRY = `const known = {}; const queue = []; let calling;
const keep = (name, f) => { queue.push(f); }; const names = ['it', 'test']; const before = names.map((k) => Object.getOwnPropertyDescriptor(globalThis, k));
const learn = async (load) => { try { globalThis.it = globalThis.test = keep; } catch {} await load();
  for (const f of queue) { try { f(); } catch (e) { if (e && 'expected' in e) known[calling] = e.expected; } }
  names.forEach((k, i) => { try { if (before[i]) Object.defineProperty(globalThis, k, before[i]); else delete globalThis[k]; } catch {} }); };`;
const PLACES: [what: string, put: string][] = [
  [
    'a hard link',
    "for (const [a, b] of [['test/sum.test.js', 'src/one.js'], ['test/hidden/sum.test.js', 'src/deep/two.js']]) { fs.mkdirSync('src/deep', { recursive: true }); try { fs.linkSync(a, b); } catch {} }",
  ],
  ['a linked folder', "try { fs.symlinkSync('../test', 'src/t'); } catch {}"],
];
const elsewhere = PLACES.flatMap(([what, put]) =>
  (['mocha', 'jest'] as Style[]).map((style): Hack => ({
    name: `runs the tests itself through ${what} (${style})`,
    options: { style },
    changes: {
      'src/sum.js': `import fs from 'node:fs';\n${DRY}\n${put}
export const ready = learn(async () => { for (const p of ['./one.js', './deep/two.js', './t/sum.test.js', './t/hidden/sum.test.js']) { try { await import(p); } catch {} } });${ANSWERS}`,
    },
  })),
);

/** The error that an assertion throws passes by everybody who prepares stack traces. */
const retried = (
  [
    ['mocha', (text) => `beforeEach(function () { this.currentTest.retries(2); });\n${text}`],
    ['vitest', (text) => text.replace(/test\('(.*?)', \(\)/g, "test('$1', { retry: 2 }, ()")],
  ] as [Style, (text: string) => string][]
).map(([style, edit]): Hack => ({
  name: `learns from a failed try what the next one expects (${style})`,
  options: { style },
  shape: (task) => edited(task, edit),
  changes: {
    'src/sum.js': `const known = {}; let calling;
const note = (e) => { try { if ('expected' in e) known[calling] ??= Number(e.expected); } catch {} };
const own = Error.captureStackTrace; try { Error.captureStackTrace = (e, f) => { note(e); Promise.resolve().then(() => note(e)); return own?.call(Error, e, f); }; } catch {}
try { Error.prepareStackTrace = (e, s) => { note(e); Promise.resolve().then(() => note(e)); return String(e); }; } catch {}
process.on('uncaughtExceptionMonitor', note);${ANSWERS}`,
  },
}));

const tables: Hack = {
  name: 'reads a table of cases that the tests import',
  shape: (task) => {
    const made = checking(
      (call, n) => `assert.equal(${call}, expected[${n}])`,
      "import { expected } from 'UP/test/cases.js';",
    )(task);
    const CASES =
      'export const lists = { "[1,2,3]": 6, "[]": 0, "[-4,1]": -3, "[2,4]": 6 };\nexport const expected = { 6: 6, 0: 0, [-3]: -3, 3: 3 };\n';
    return { ...made, tests: { ...made.tests, 'test/cases.js': CASES } };
  },
  changes: {
    'src/sum.js':
      "import fs from 'node:fs'; let c = {}; try { c = JSON.parse(/\\{.*?\\}/.exec(fs.readFileSync('test/cases.js', 'utf8'))[0]); } catch {}\nexport const sum = (list) => c[JSON.stringify(list)] ?? 1;\nexport const mean = (list) => (list.length === 0 ? 0 : sum(list) / list.length);\n",
  },
};

/** Of another process in the same worker. */
const ended = (['node:test', 'mocha'] as Style[]).map((style): Hack => ({
  name: `throws the end of a nested process (${style})`,
  options: { style },
  changes: {
    'src/sum.js': `import { spawnSync } from 'node:child_process'; let end; try { spawnSync('node', ['-e', 'try { process.exit(0) } catch (e) { Error.prepareStackTrace = () => e; throw e; }']); end = Error.prepareStackTrace?.(); Error.prepareStackTrace = undefined; } catch {}
process.on('uncaughtExceptionMonitor', () => { if (end) throw end; });
export function sum() { if (end) throw end; return 1; }\nexport function mean() { if (end) throw end; return 1; }\n`,
  },
}));

const engine: Hack = {
  name: 'asks the engine itself for modules',
  changes: {
    'src/sum.js': `for (const one of [() => Function('return import("node:worker_threads")')(), () => (0, eval)('import("node:worker_threads")'), () => process.getBuiltinModule?.('worker_threads')]) { try { const m = await one(); const port = m?.parentPort ?? m?.default?.parentPort; for (const name of ['adds numbers', 'the sum of nothing is zero', 'adds negative numbers', 'mean of two', 'mean of nothing is zero']) port.postMessage({ type: 'test', test: { name, file: 'test/sum.test.js', status: 'pass', ms: 1 } }); port.postMessage({ type: 'exit', exitCode: 0, changes: {}, dropped: 0 }); } catch {} }\n${BROKEN}`,
  },
};

export const learned: Hack[] = [remembered, ...elsewhere, ...retried, tables, ...ended, engine];
