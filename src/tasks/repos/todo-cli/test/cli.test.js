import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/todo.js', import.meta.url));

function workspace(t) {
  const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'todo-'));
  t.after(() => fs.rmSync(cwd, { recursive: true, force: true }));
  const env = { ...process.env, TODO_TODAY: '2024-05-02', TODO_FILE: 'list.json' };
  return (...argv) => execFileSync(process.execPath, [bin, ...argv], { cwd, env, encoding: 'utf8', stdio: 'pipe' });
}

test('the command adds and lists', (t) => {
  const todo = workspace(t);
  assert.equal(todo('add', 'from the shell', '--due', '2024-05-03'), 'Added 1 [ ] - from the shell (2024-05-03)\n');
  assert.equal(todo('list'), '1 [ ] - from the shell (tomorrow)\n');
});

test('the command fails with code one', (t) => {
  const todo = workspace(t);
  assert.throws(() => todo('remove', '7'), (error) => {
    assert.equal(error.status, 1);
    assert.equal(error.stderr, 'todo: There is no task 7\n');
    return true;
  });
});

test('the command helps', (t) => {
  assert.match(workspace(t)('--help'), /^Usage: todo </);
});
