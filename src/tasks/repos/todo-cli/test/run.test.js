import test from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadList, run } from '../src/index.js';

function workspace(t) {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'todo-'));
  t.after(() => fs.rmSync(cwd, { recursive: true, force: true }));
  const env = { TODO_TODAY: '2024-05-02' };
  return { cwd, todo: (...argv) => run(argv, { cwd, env }) };
}

test('add and list', (t) => {
  const { todo } = workspace(t);
  assert.deepEqual(todo('add', 'Write', 'it', '--priority=high'), { code: 0, stdout: 'Added 1 [ ] ! Write it\n', stderr: '' });
  todo('add', 'Later', '--due', '2024-05-04', '--tag', 'b', '--tag', 'a');
  assert.equal(todo().stdout, '1 [ ] ! Write it\n2 [ ] - Later (in 2 days) #a #b\n');
});

test('due dates are told from today', (t) => {
  const { todo } = workspace(t);
  for (const due of ['2024-05-02', '2024-05-03', '2024-05-01', '2024-04-30', '2024-05-08', '2024-05-09']) todo('add', 'x', '--due', due);
  const labels = todo('list').stdout.trim().split('\n').map((line) => /\((.*)\)/.exec(line)[1]);
  assert.deepEqual(labels, ['today', 'tomorrow', '1 day late', '2 days late', 'in 6 days', '2024-05-09']);
});

test('numbers line up', (t) => {
  const { todo } = workspace(t);
  for (let i = 0; i < 10; i++) todo('add', 'x', '--priority', 'low');
  assert.match(todo('list').stdout, /^ 1 \[ \] {3}x\n/);
});

test('done, edit and remove', (t) => {
  const { todo } = workspace(t);
  todo('add', 'a');
  todo('add', 'b');
  todo('add', 'c');
  assert.equal(todo('done', '1', '3').stdout, 'Done 1 [x] - a\nDone 3 [x] - c\n');
  assert.equal(todo('edit', '2', '--title', 'B', '--tag', 'z').stdout, 'Changed 2 [ ] - B #z\n');
  assert.equal(todo('remove', '2').stdout, 'Removed 2 [ ] - B #z\n');
  assert.equal(todo('clear').stdout, 'Cleared 2 tasks\n');
  assert.equal(todo('list', '--all').stdout, 'Nothing to do.\n');
});

test('stats draw a bar', (t) => {
  const { todo } = workspace(t);
  todo('add', 'a', '--due', '2024-05-01', '--tag', 'x');
  todo('add', 'b');
  todo('done', '2');
  assert.equal(todo('stats').stdout, '[#####.....] 1 of 2 done (50%)\n1 late\n#x: 1\n');
  assert.deepEqual(JSON.parse(todo('stats', '--json').stdout), { total: 2, done: 1, open: 1, late: 1, percent: 50, tags: { x: 1 } });
});

test('the file can be chosen', (t) => {
  const { cwd, todo } = workspace(t);
  todo('add', 'a', '--file', 'deep/list.json');
  assert.equal(loadList(path.join(cwd, 'deep/list.json')).get(1).title, 'a');
  assert.equal(run(['list'], { cwd, env: { TODO_FILE: 'deep/list.json' } }).stdout, '1 [ ] - a\n');
  assert.equal(fs.existsSync(path.join(cwd, 'todo.json')), false);
});

test('errors have code one and change nothing', (t) => {
  const { cwd, todo } = workspace(t);
  assert.deepEqual(todo('done', '1'), { code: 1, stdout: '', stderr: 'todo: There is no task 1\n' });
  assert.equal(todo('done', 'x').stderr, 'todo: "x" is not a task number\n');
  assert.equal(todo('frob').stderr, 'todo: Unknown command "frob"\n');
  assert.equal(todo('add', 'a', '--color').stderr, 'todo: Unknown option --color\n');
  assert.equal(todo('add', 'a', '--due').stderr, 'todo: Option --due needs a value\n');
  assert.equal(fs.existsSync(path.join(cwd, 'todo.json')), false);
});

test('broken files are reported', (t) => {
  const { cwd, todo } = workspace(t);
  fs.writeFileSync(path.join(cwd, 'todo.json'), '{');
  assert.equal(todo('list').stderr, 'todo: todo.json is not valid JSON\n');
  fs.writeFileSync(path.join(cwd, 'todo.json'), '{"version":2,"tasks":[]}');
  assert.equal(todo('list').stderr, 'todo: todo.json is not a to-do list\n');
});
