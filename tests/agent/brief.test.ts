/** What a language model reads of tests and files: causes, syntax errors, last words, outlines, the nearest paths. */
import { describe, expect, test } from 'vitest';
import { briefReport, frames } from '../../src/agent/brief';
import { execute, type Surroundings } from '../../src/agent/execute';
import { shownTask } from '../../src/agent/nearest';
import { drain } from '../../src/lib/stream';
import type { Files, Task, TestReport, TestResult } from '../../src/types';
import { memorySandbox, task } from './memory';

const files: Files = {
  'index.js': 'exports.a = 1;\n',
  'lib/read.js': 'one\n  two();\nthree\n',
  'lib/write.js': 'one\ntwo\nthree\n',
  'a.test.js': "require('./lib/read');\n",
};
const around = { files, tests: new Set(['a.test.js']) };
const fails = (name: string, message: string, at: string): TestResult => ({
  name,
  file: 'a.test.js',
  status: 'fail',
  ms: 0,
  error: { message, stack: `Error: ${message}\n    at f (${at})` },
});
const report = (tests: TestResult[], complete = true): TestReport => ({ tests, complete, tampered: [] });

test('tests of another cause are named before more of the same', () => {
  const many = Array.from({ length: 9 }, (_, i) => fails(`reads ${i}`, `expected ${i}`, '/repo/lib/read.js:2:1'));
  const text = briefReport(report([...many, fails('writes', 'no such file', '/repo/lib/write.js:3:1')]), around);
  expect(text).toContain('FAIL reads 0\n  expected 0\n  in a.test.js\n  lib/read.js:2| two();');
  expect(text).toContain('also failing: writes (no such file); reads 1; reads 2 and 6 more');
});

test('a syntax error is shown with its line and a caret, and no frame of a library is taken for one of the repository', () => {
  const stack =
    'file:///repo/lib/read.js:2\n  two();\n      ^\n\nSyntaxError: no\n    at /usr/lib/node_modules/x/index.js:1:1';
  const bad = { ...fails('loading the test file', 'no', ''), error: { message: 'no', stack } };
  expect(briefReport(report([bad]), around)).toContain(
    '  no\n  in a.test.js\n  lib/read.js:2| two();\n                     ^',
  );
  expect(frames('    at f (/usr/lib/node_modules/tape/index.js:3:1)\n    at /x/lib/read.js:1:2', files)).toEqual([
    { path: 'lib/read.js', line: 1 },
  ]);
});

test('the test at the root uses what it imports', () => {
  expect(briefReport(report([fails('reads', 'no', '/repo/a.test.js:1:1')]), around)).toContain(
    'the test uses lib/read.js',
  );
});

describe('what is shown of a run and of a file', () => {
  const surroundings = (all: Files): Surroundings => ({
    files: all,
    tests: new Set(['a.test.js']),
    observationChars: 1200,
    deadline: { ms: 5000 },
    signal: new AbortController().signal,
    brief: true,
  });

  test('a run that ended early: what it printed last', async () => {
    const tests = [fails('reads', 'no', '/repo/lib/read.js:2:1')];
    const sandbox = memorySandbox(() => ({ tests, complete: false, exitCode: 7, output: 'a\nb\nfatal: no memory\n' }));
    await sandbox.reset(files);
    const { observation } = await drain(execute({ kind: 'run', command: 'npm test' }, sandbox, surroundings(files)));
    expect(observation.text).toMatch(
      /ended early[\s\S]*FAIL reads[\s\S]*printed last:\n {2}a\n {2}b\n {2}fatal: no memory$/,
    );
  });

  test('a long file: what it declares, and the part that was asked for', async () => {
    const body = (i: number) => `function part${i}(a) {\n${'  a = work(a);\n'.repeat(12)}}\n`;
    const long = `import x from 'x';\n${Array.from({ length: 40 }, (_, i) => body(i)).join('')}class Reader {\n  next(a) {\n  }\n}\n`;
    const all = { ...files, 'long.js': long };
    const sandbox = memorySandbox(() => ({}));
    await sandbox.reset(all);
    const look = async (more: object) =>
      (await drain(execute({ kind: 'view', path: 'long.js', ...more }, sandbox, surroundings(all)))).observation.text;
    expect(await look({})).toMatch(
      /^long\.js, lines 1-\d+ of \d+\nholds, with lines: part0 2, part1 16, .* and \d+ more\n/,
    );
    expect(await look({})).toHaveLength(Math.min(1200, (await look({})).length));
    expect(await look({ from: 560 })).not.toContain('holds, with lines');
    expect(await look({ from: 560 })).toContain('562|class Reader {');
  });
});

test('of many paths those stand first that the failing tests import', () => {
  const many = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`docs/a${i}.js`, '']));
  const big: Task = {
    ...task,
    files: { ...many, 'src/z.js': "import './y';", 'src/y.js': '', 'src/other.js': '' },
    tests: { 't/z.test.js': "import '../src/z.js'; test('does it', f);", 't/o.test.js': "import '../src/other.js';" },
    failToPass: ['group does it'],
  };
  expect(shownTask(big, { dialect: { id: 'json' } }).paths.slice(0, 3)).toEqual([
    'src/z.js',
    'src/y.js',
    't/z.test.js',
  ]);
  expect(shownTask(big, {}).paths[0]).toBe('docs/a0.js');
});
