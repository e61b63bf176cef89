import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filterTasks, loadList, run, saveList, sortTasks, statsOf, TodoList } from '../../src/index.js';

function folder(t) {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'todo-'));
  t.after(() => fs.rmSync(cwd, { recursive: true, force: true }));
  return cwd;
}

test('a list survives saving', (t) => {
  const file = path.join(folder(t), 'a/b.json');
  const list = new TodoList();
  list.add('x', { due: '2024-02-29', tags: ['T'] });
  saveList(file, list);
  assert.deepEqual(loadList(file).tasks, list.tasks);
  assert.deepEqual(loadList(`${file}.none`).tasks, []);
});

test('all tags must be there', () => {
  const list = new TodoList();
  list.add('a', { tags: ['x', 'y'] });
  list.add('b', { tags: ['x'] });
  assert.deepEqual(filterTasks(list.tasks, { tags: ['x', 'y'] }).map(({ title }) => title), ['a']);
});

test('sorting leaves the list alone', () => {
  const list = new TodoList();
  list.add('b');
  list.add('A');
  assert.deepEqual(sortTasks(list.tasks, 'title').map(({ title }) => title), ['A', 'b']);
  assert.deepEqual(list.tasks.map(({ title }) => title), ['b', 'A']);
});

test('a task due today is not late', () => {
  const list = new TodoList();
  list.add('a', { due: '2024-05-02' });
  list.add('b', { due: '2024-05-01' }).done = true;
  assert.equal(statsOf(list.tasks, '2024-05-02').late, 0);
});

test('list as JSON with a sort and a date', (t) => {
  const cwd = folder(t);
  const todo = (...argv) => run(argv, { cwd });
  todo('add', 'a', '--due=2024-05-09');
  todo('add', 'b', '--due=2024-05-01', '--priority=low');
  assert.deepEqual(JSON.parse(todo('list', '--json', '--sort', 'due').stdout).map(({ id }) => id), [2, 1]);
  assert.equal(todo('list', '--before', '2024-05-02').stdout, '2 [ ]   b (2024-05-01)\n');
  assert.equal(todo('list', '--before', 'now').code, 1);
});

test('edit can take a date away', (t) => {
  const cwd = folder(t);
  run(['add', 'a', '--due', '2024-01-01'], { cwd });
  assert.equal(run(['edit', '1', '--due', 'none', '--priority', 'high'], { cwd }).stdout, 'Changed 1 [ ] ! a\n');
  assert.equal(run(['edit'], { cwd }).stderr, 'todo: "" is not a task number\n');
});

test('several tasks are done together or not at all', (t) => {
  const cwd = folder(t);
  run(['add', 'a'], { cwd });
  assert.equal(run(['done', '1', '2'], { cwd }).code, 1);
  assert.equal(run(['list'], { cwd }).stdout, '1 [ ] - a\n');
  assert.equal(run(['done'], { cwd }).stderr, 'todo: Say which task is done\n');
});

test('clearing one task', (t) => {
  const cwd = folder(t);
  run(['add', 'a'], { cwd });
  run(['done', '1'], { cwd });
  assert.equal(run(['list', '--done'], { cwd }).stdout, '1 [x] - a\n');
  assert.equal(run(['clear'], { cwd }).stdout, 'Cleared 1 task\n');
});

test('the command reads its file option', (t) => {
  const cwd = folder(t);
  const bin = fileURLToPath(new URL('../../bin/todo.js', import.meta.url));
  const out = execFileSync(process.execPath, [bin, 'add', 'x', '--file=mine.json'], { cwd, encoding: 'utf8' });
  assert.equal(out, 'Added 1 [ ] - x\n');
  assert.equal(fs.existsSync(path.join(cwd, 'mine.json')), true);
});
