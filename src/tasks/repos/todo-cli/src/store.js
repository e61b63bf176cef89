import fs from 'node:fs';
import path from 'node:path';
import { TodoError } from './errors.js';
import { TodoList } from './list.js';

export function storePath({ file, cwd, env = {} }) {
  return path.resolve(cwd, file ?? env.TODO_FILE ?? 'todo.json');
}

export function loadList(file) {
  if (!fs.existsSync(file)) return new TodoList();
  let data;
  try {
    data = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    throw new TodoError(`${path.basename(file)} is not valid JSON`);
  }
  if (data?.version !== 1 || !Array.isArray(data.tasks)) throw new TodoError(`${path.basename(file)} is not a to-do list`);
  return new TodoList(data.tasks);
}

export function saveList(file, list) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ version: 1, tasks: list.tasks }, null, 2) + '\n');
}
