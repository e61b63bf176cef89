/** Task files: what is accepted, and the one sentence that each fault gets. */
import { expect, test } from 'vitest';
import { applyPatch } from '../../src/lib/diff';
import { publicTask, workspace } from '../../src/facts/task';
import { checkTask, parseTask, TaskError, testCommand } from '../../src/tasks/load';
import type { RunSpec } from '../../src/types';

const good = {
  id: 'demo-1',
  source: 'tests',
  licence: 'MIT',
  language: 'javascript',
  problem: 'add(1, 2) gives -1.',
  files: { 'package.json': '{}', 'src/add.js': 'exports.add = (a, b) => a - b;\n' },
  tests: { 'test/add.test.js': "require('node:test')('adds', () => {});\n" },
  hiddenTests: { 'test/hidden/more.test.js': '' },
  run: 'npm test',
  failToPass: ['adds'],
  passToPass: ['subtracts'],
};
const fault = (change: Record<string, unknown>): string => {
  try {
    checkTask({ ...good, ...change });
  } catch (error) {
    expect(error).toBeInstanceOf(TaskError);
    return (error as Error).message;
  }
  return 'accepted';
};

test('a good task keeps its keys and drops unknown ones', () => {
  const task = checkTask({ ...good, tier: 'A', subject: 'x' });
  expect(task).toEqual(good);
});

test('goldFiles become a gold patch that leads to them', () => {
  const fixed = 'exports.add = (a, b) => a + b;\n';
  const task = checkTask({ ...good, goldFiles: { 'src/add.js': fixed } });
  expect(applyPatch(task.files, task.goldPatch!)['src/add.js']).toBe(fixed);
  expect(checkTask({ ...good, goldPatch: 'diff', goldFiles: { 'src/add.js': fixed } }).goldPatch).toBe('diff');
});

test('a task may name no tests at all', () => {
  expect(checkTask({ ...good, failToPass: [], passToPass: [] })).toMatchObject({ failToPass: [], passToPass: [] });
});

test('the public task shows neither hidden tests nor the answer', () => {
  const task = checkTask({ ...good, goldPatch: 'SECRET' });
  expect(JSON.stringify(publicTask(task))).not.toMatch(/SECRET|hidden|failToPass/);
  expect(Object.keys(workspace(task))).toEqual(['package.json', 'src/add.js', 'test/add.test.js']);
});

const big = 'x'.repeat(1024 * 1024);
test.each<[string, Record<string, unknown>, RegExp]>([
  ['missing id', { id: undefined }, /"id" is missing; add it/],
  ['id with a slash', { id: 'a/b' }, /"id" must be a short name/],
  ['missing licence', { licence: undefined }, /"licence" is missing/],
  ['empty problem', { problem: ' ' }, /"problem" must be a non-empty string/],
  ['other language', { language: 'python' }, /"language" must be/],
  ['files missing', { files: undefined }, /"files" is missing/],
  ['files as array', { files: ['a'] }, /"files" must be an object/],
  ['empty repo', { files: {} }, /"files" is empty; add at least one file/],
  ['no tests', { tests: {} }, /has no tests; add test files/],
  ['tests missing', { tests: undefined }, /has no tests; add test files/],
  ['leaving path', { files: { '../etc/passwd': 'x' } }, /leaves the repository with \.\./],
  ['inner ..', { files: { 'a/../../b': 'x' } }, /leaves the repository/],
  ['absolute path', { files: { '/etc/passwd': 'x' } }, /which is absolute/],
  ['drive path', { files: { 'C:/x': 'x' } }, /which is absolute/],
  ['backslash', { files: { 'a\\b': 'x' } }, /contains a backslash/],
  ['NUL in path', { files: { 'a\0b': 'x' } }, /NUL/],
  ['__proto__ path', { files: JSON.parse('{"__proto__": "x"}') }, /__proto__/],
  ['__proto__ folder', { files: { 'a/__proto__/b': 'x' } }, /__proto__/],
  ['reserved name', { files: { constructor: 'x' } }, /reserved name/],
  ['case clash', { files: { 'src/A.js': '', 'src/a.js': '' } }, /differ only in upper and lower case/],
  ['case clash across keys', { files: { 'Test/ADD.test.js': '' } }, /differ only in upper and lower case/],
  ['file and folder', { files: { src: '', 'src/a.js': '' } }, /both as a file and as a folder/],
  ['file content', { files: { 'a.js': 1 } }, /"a.js" in "files" must be a string/],
  ['binary text', { files: { 'a.png': 'x\0y' } }, /"a.png" is binary/],
  ['binary bytes', { files: { 'a.png': new Uint8Array([1, 0]) } }, /"a.png" is binary/],
  ['invalid UTF-8', { files: { 'a.txt': new Uint8Array([0xff, 0xfe, 0x41]) } }, /"a.txt" is not valid UTF-8/],
  ['lone surrogate', { files: { 'a.txt': 'x\ud800' } }, /"a.txt" is not valid UTF-8/],
  ['2 MB file', { files: { 'a.js': big + big + big } }, /larger than 2 MB/],
  [
    '20 MB repo',
    { files: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`f${i}`, big])) },
    /more than 20 MB/,
  ],
  [
    'too many files',
    { files: Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`f${i}`, ''])) },
    /5001 files; the limit is 5000/,
  ],
  ['run missing', { run: undefined }, /"run" is missing; add a command/],
  ['run empty', { run: '  ' }, /"run" is empty/],
  ['run of a wrong kind', { run: 7 }, /"run" must be a command or an object/],
  ['unknown framework', { run: { framework: 'karma', files: ['test/add.test.js'] } }, /"run.framework" must be one of/],
  [
    'framework of Object',
    { run: { framework: 'toString', files: ['test/add.test.js'] } },
    /"run.framework" must be one of/,
  ],
  ['no run files', { run: { framework: 'mocha', files: [] } }, /at least one test file/],
  ['foreign run file', { run: { framework: 'mocha', files: ['x.js'] } }, /not in "tests"/],
  ['timeout', { run: { framework: 'mocha', files: ['test/add.test.js'], timeoutMs: -1 } }, /timeoutMs/],
  ['time zone', { run: { framework: 'mocha', files: ['test/add.test.js'], tz: 'UTC; rm -rf .' } }, /time zone/],
  ['nothing to fix', { failToPass: [] }, /"failToPass" is empty/],
  ['names of a wrong kind', { failToPass: [1] }, /array of test names/],
  ['overlap', { passToPass: ['adds'] }, /"adds" is in both/],
])('%s is refused with one clear sentence', (_, change, message) => {
  const said = fault(change);
  expect(said).toMatch(message);
  expect(said.split('\n')).toHaveLength(1);
});

test('broken JSON, bytes and wrong shapes name the file', () => {
  expect(() => parseTask('{"id": ', 'x.json')).toThrow(/^x\.json: This is not JSON/);
  expect(() => parseTask('[]', 'x.json')).toThrow(/x\.json: A task must be a JSON object/);
  expect(() => parseTask(new Uint8Array([0xff, 0x41]), 'x.json')).toThrow(/not valid UTF-8/);
  expect(parseTask(new TextEncoder().encode(`\uFEFF${JSON.stringify(good)}`)).id).toBe('demo-1');
});

test.each<[RunSpec, string]>([
  ['npm test', 'npm test'],
  [{ framework: 'node:test', files: ['a.js', 'b c.js'] }, "node --test a.js 'b c.js'"],
  [{ framework: 'mocha', files: ["it's.js"], ui: 'tdd' }, "npx mocha --ui tdd 'it'\\''s.js'"],
  [{ framework: 'jest', files: ['a.js'], tz: 'UTC' }, 'TZ=UTC npx jest --runTestsByPath a.js'],
  [{ framework: 'vitest', files: ['$x.ts'] }, "npx vitest run '$x.ts'"],
  [{ framework: 'flat-tap', files: ['test.js'] }, 'npx flat-tap test.js'],
])('%j runs as %s', (run, command) => {
  expect(testCommand(run)).toBe(command);
});
