/** What goes out of an episode: only the protégé's changes, and git takes it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestOf, patchOf, submitted } from '../../src/agent/outgoing';
import { applyPatch, diffFiles } from '../../src/lib/diff';
import type { Changes, Files, Step, TestReport } from '../../src/types';

const REPORT: TestReport = { tests: [], complete: true, tampered: [] };
const step = (action: object, changes: Changes, tests?: TestReport): Step => ({
  generations: [{ by: 'protege', text: '', action: action as never, tokensIn: 0, tokensOut: 0, cost: 0, ms: 0 }],
  reading: null,
  observation: { text: '', ms: 0, ...(tests ? { tests } : {}) },
  changes,
});
const ran = (command: string, changes: Changes) => step({ kind: 'run', command }, changes, REPORT);
const did = (command: string, changes: Changes) => step({ kind: 'run', command }, changes);
const edit = (path: string, content: string) => step({ kind: 'edit', path }, { [path]: content });
const bytes = new Uint8Array([0, 255, 1]);

/** The files after git applied the patch in a real repository; throws with git's own words. */
function git(files: Files, patch: string): Files {
  const dir = mkdtempSync(join(tmpdir(), 'patch-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    }
    const run = (...argv: string[]) =>
      execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'core.quotepath=false', ...argv], {
        cwd: dir,
        encoding: 'utf8',
      });
    run('init', '-q');
    writeFileSync(join(dir, '.git/out.patch'), patch);
    if (patch !== '') run('apply', '--whitespace=nowarn', '.git/out.patch');
    const names = run('ls-files', '-z', '--others', '--cached').split('\0').filter(Boolean);
    return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('an episode that is cut off hands in the best it had reached', () => {
  /** After a change: so many of five tests fail. */
  const tried = (content: string, failing: number): Step[] => [
    edit('src/a.js', content),
    step(
      { kind: 'run', command: 'npm test' },
      {},
      {
        ...REPORT,
        tests: Array.from({ length: 5 }, (_, i) => ({
          name: `t${i}`,
          file: 'a.test.js',
          status: i < failing ? ('fail' as const) : ('pass' as const),
          ms: 1,
        })),
      },
    ),
  ];
  const steps = [...tried('first', 2), ...tried('better', 1), ...tried('worse', 3)];
  const task = { files: { 'src/a.js': 'broken' }, tests: {}, assets: {} };

  test('4 of 5 passed, then 2 of 5: the verdict and the patch get the 4', () => {
    const handed = bestOf(steps, 'step_limit');
    expect(handed).toBe(4);
    expect(submitted(task, steps.slice(0, handed))['src/a.js']).toBe('better');
    expect(patchOf(task, steps.slice(0, handed))).toContain('+better');
    expect(bestOf(steps, 'time_limit')).toBe(4);
  });

  test('what was handed in on purpose, stopped by a person, or is best as it stands, stays', () => {
    expect(bestOf(steps, 'submitted')).toBeUndefined();
    expect(bestOf(steps, 'aborted')).toBeUndefined();
    expect(bestOf(steps.slice(0, 4), 'step_limit')).toBeUndefined();
    expect(bestOf([], 'step_limit')).toBeUndefined();
  });
});

describe('what tests and tools wrote stays out of the patch and of the verdict', () => {
  const task = {
    files: {
      'src/a.js': 'one\n',
      'data/log.txt': 'old\n',
      'kept/.gitignore': '!*.log\n',
      '.gitignore': 'out/\n*.log\n/build\n',
      'coverage/mine.js': 'x\n',
    },
    tests: { 'test/a.test.js': 'test\n' },
    assets: { 'data/cache.bin': btoa('\0x') },
  };
  const outgoing = (...steps: Step[]) => {
    const patch = patchOf(task, steps);
    const files = submitted(task, steps);
    const names = [...patch.matchAll(/^diff --git a\/(.*) b\//gm)].map(([, name]) => name);
    return { names, files, patch };
  };

  test.each<[string, Step[], string[]]>([
    ['ignored files', [ran('npm test', { 'out/r.txt': 'x', 'debug.log': 'x', 'build/x': 'x' })], []],
    ['a build that an ordinary command made', [did('npm run build', { 'out/r.js': 'x' })], []],
    ['a binary file', [did('make', { 'data/new.bin': bytes, 'data/cache.bin': bytes })], []],
    ['a text that became bytes', [did('make', { 'src/a.js': bytes })], []],
    ['a file the tests made', [ran('npx mocha --exit 2>&1 | tail -20', { 'report.xml': '<x/>' })], []],
    ['a file the tests changed', [ran('npm test', { 'data/log.txt': 'new\n' })], []],
    ['a file the tests deleted', [ran('cd . && npm test', { 'data/log.txt': null })], []],
    ['reports of tools', [did('npx c8 node a.js', { 'coverage/index.html': 'x', '.nyc_output/a.json': '{}' })], []],
    ['tests', [edit('test/a.test.js', 'changed\n')], []],
    ['installed packages', [did('npm i', { 'node_modules/a/index.js': 'x' })], []],
  ])('%s', (_, steps, names) => {
    const fix = edit('src/b.js', 'fixed\n');
    expect(outgoing(...steps).names).toEqual(names);
    expect(outgoing(fix, ...steps).names).toEqual([...names, 'src/b.js']);
  });

  test.each<[string, Step[], string[]]>([
    ['an edit', [edit('src/a.js', 'two\n')], ['src/a.js']],
    ['a new file', [edit('src/new.js', '')], ['src/new.js']],
    ['an edit of a file that is ignored but was there', [edit('coverage/mine.js', 'y\n')], ['coverage/mine.js']],
    ['a file that a deeper rule takes back', [edit('kept/a.log', 'x\n')], ['kept/a.log']],
    ['a deletion', [did('rm src/a.js', { 'src/a.js': null })], ['src/a.js']],
    [
      'a change beside a test run',
      [ran('sed -i s/one/two/ src/a.js && npm test', { 'src/a.js': 'two\n' })],
      ['src/a.js'],
    ],
    ['a file written beside a test run', [ran('echo x > src/c.js; npm test', { 'src/c.js': 'x\n' })], ['src/c.js']],
    [
      'a rule that would hide the change',
      [edit('.gitignore', 'src/\n'), edit('src/new.js', 'x\n')],
      ['.gitignore', 'src/new.js'],
    ],
  ])('%s is the protégé’s', (_, steps, names) => expect(outgoing(...steps).names).toEqual(names));

  test('the protégé’s own file is as it wrote it, whatever the tests did to it', () => {
    const { patch } = outgoing(edit('state.json', '{}\n'), ran('npm test', { 'state.json': '{"n":1}\n' }));
    expect(patch).toContain('+{}');
    const again = outgoing(ran('npm test', { 'state.json': '{"n":1}\n' }), edit('state.json', '{"n":2}\n'));
    expect(again.patch).toContain('+{"n":2}');
  });

  test('the guard of the verdict still sees installed packages and tests', () => {
    const { files } = outgoing(
      ran('npm test', { 'node_modules/a/index.js': 'x' }),
      edit('test/a.test.js', 'changed\n'),
      did('make', { 'x.bin': bytes }),
    );
    expect(files['node_modules/a/index.js']).toBe('x');
    expect(files['test/a.test.js']).toBe('changed\n');
    expect(files['x.bin']).toBeUndefined();
    expect(files['data/cache.bin']).toEqual(new Uint8Array([0, 120]));
  });

  test('the verdict sees what the patch says: a file of the tests cannot make it resolved', () => {
    const { files } = outgoing(ran('npm test', { 'generated.js': 'x', 'data/log.txt': null }));
    expect(files['generated.js']).toBeUndefined();
    expect(files['data/log.txt']).toBe('old\n');
  });
});

describe('git takes what diffFiles writes', () => {
  const cases: Record<string, [Files, Files]> = {
    'a new empty file': [{ a: 'x\n' }, { a: 'x\n', 'new.txt': '' }],
    'an empty file that goes': [{ a: 'x\n', 'old.txt': '' }, { a: 'x\n' }],
    'a file that becomes empty and one that was': [
      { a: 'x\n', b: '' },
      { a: '', b: 'y\n' },
    ],
    'no newline at the end, before, after and both': [
      { a: 'x', b: 'x\n', c: 'p\nq' },
      { a: 'x\n', b: 'x', c: 'p\nr' },
    ],
    'windows line ends': [{ a: 'x\r\ny\r\nz\r\n' }, { a: 'x\r\nY\r\nz\r\n' }],
    'mixed and old line ends': [{ a: 'x\r\ny\nz\rw\n' }, { a: 'x\ny\r\nz\rW\n' }],
    'a byte order mark': [{ a: '\uFEFFx\ny\n' }, { a: '\uFEFFx\nz\n' }],
    'names with spaces, quotes, tabs and other letters': [
      { 'a b.js': 'x\n', 'q"u.js': 'x\n', 'ü ñ/日本.js': 'x\n', 't\tb.js': 'x\n', 'back\\slash.js': 'x\n' },
      { 'a b.js': 'y\n', 'q"u.js': 'y\n', 'ü ñ/日本.js': 'y\n', 't\tb.js': 'y\n', 'n ew.js': 'z\n', 'em pty': '' },
    ],
    'lines that look like a patch': [
      { a: '-- \n--- a/x\n+++ b/x\n@@ -1 +1 @@\n' },
      { a: '--- a/y\n-- \ndiff --git a/x b/x\n' },
    ],
    'a file that becomes a folder': [{ a: 'x\n' }, { 'a/b': 'y\n' }],
    'a folder that becomes a file': [{ 'a/b': 'y\n' }, { a: 'x\n' }],
    'form feeds and line separators': [{ a: 'x\fy\u2028z\n\u0085\n' }, { a: 'x\fy\u2028Z\n\u0085\n' }],
  };
  test.each(Object.entries(cases))('%s', (_, [before, after]) => {
    const patch = diffFiles(before, after);
    expect(git(before, patch)).toEqual(after);
    expect(applyPatch(before, patch)).toEqual(after);
  });

  test('any small tree of text', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      '',
      ' ',
      '-',
      '+x',
      '-- ',
      '@@ -1 +1 @@',
      '\\ No newline',
      'é',
      '\r',
      'x\r',
      '\uFEFF',
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 9 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));
    const name = fc.constantFrom('a', 'b c', 'd/e', 'd/é', 'x"y', '-n', 'w\\z');
    const tree = fc.dictionary(name, text, { noNullPrototype: true, maxKeys: 5 });
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const patch = diffFiles(before, after);
        expect(git(before, patch)).toEqual(after);
        expect(applyPatch(before, patch)).toEqual(after);
      }),
      { numRuns: 25 },
    );
  });
});
