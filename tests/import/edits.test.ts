/** What programs in the container changed, over an import and in its task. */
import { expect, test } from 'vitest';
import { workingFiles, makeTask } from '../../src/import/draft';
import { withEdits } from '../../src/import/edits';

const base = { '.gitignore': 'dist\n', 'a.js': 'a', 'b.js': 'b', 'logo.png': new Uint8Array([0, 255]), 'dist.js': 'd' };

test('text of the repository comes in; ignored, installed, binary, large and impossible files do not', () => {
  const first = withEdits(
    base,
    {},
    {
      'a.js': 'A',
      'b.js': null,
      'new/c.js': 'c',
      'dist/out.js': 'x',
      'node_modules/x/index.js': 'x',
      '../out.js': 'x',
      'big.txt': 'x'.repeat(2 * 1024 * 1024 + 1),
      'logo.png': new Uint8Array([1]),
      'made.bin': new Uint8Array([0]),
      'never.js': null,
    },
  );
  expect(first).toEqual({ 'a.js': 'A', 'b.js': null, 'new/c.js': 'c' });
  // What is again as it came is no edit.
  expect(withEdits(base, first, { 'a.js': 'a', 'b.js': 'b', 'new/c.js': null })).toEqual({});
  expect(withEdits(base, first, { '.gitignore': 'new\n' })).toEqual({ ...first, '.gitignore': 'new\n' });
});

test('a task starts from the edits and says so', () => {
  const imported = {
    name: 'clock',
    origin: { kind: 'github', owner: 'acme', repo: 'clock', commit: 'f'.repeat(40) } as const,
    files: { 'package.json': '{}', 'a.js': 'a', 'b.js': 'b', 'a.test.js': 't' },
    bytes: 10,
    notes: [],
  };
  const draft = { imported, dir: '', modules: {}, written: {}, edits: { 'a.js': 'A', 'b.js': null } };
  expect(workingFiles(draft)).toEqual({ 'package.json': '{}', 'a.js': 'A', 'a.test.js': 't' });
  const task = makeTask({ ...draft, command: 'npm test', problem: '', picked: ['t'], results: [], hidden: [] });
  expect(task.files).toEqual({ 'package.json': '{}', 'a.js': 'A' });
  expect(task.origin).toMatchObject({ edited: 'a.js\nb.js', commit: 'f'.repeat(40) });
  const plain = makeTask({
    ...draft,
    edits: {},
    command: 'npm test',
    problem: '',
    picked: ['t'],
    results: [],
    hidden: [],
  });
  expect(plain.origin).not.toHaveProperty('edited');
});
