import { checkDate } from './dates.js';
import { TodoError } from './errors.js';

export const PRIORITIES = ['low', 'normal', 'high'];

export class TodoList {
  constructor(tasks = []) {
    this.tasks = tasks;
  }

  get nextId() {
    return this.tasks.reduce((highest, task) => Math.max(highest, task.id), 0) + 1;
  }

  add(title, { due = null, priority = 'normal', tags = [] } = {}) {
    const task = { id: this.nextId, title: cleanTitle(title), done: false, due: null, priority: 'normal', tags: [] };
    applyChanges(task, { due, priority, tags });
    this.tasks.push(task);
    return task;
  }

  get(id) {
    const task = this.tasks.find((candidate) => candidate.id === id);
    if (!task) throw new TodoError(`There is no task ${id}`);
    return task;
  }

  complete(id) {
    const task = this.get(id);
    if (task.done) throw new TodoError(`Task ${id} is done already`);
    task.done = true;
    return task;
  }

  edit(id, changes) {
    return applyChanges(this.get(id), changes);
  }

  remove(id) {
    const task = this.get(id);
    this.tasks = this.tasks.filter((candidate) => candidate !== task);
    return task;
  }

  clear() {
    const before = this.tasks.length;
    this.tasks = this.tasks.filter((task) => !task.done);
    return before - this.tasks.length;
  }
}

function applyChanges(task, { title, due, priority, tags }) {
  if (title !== undefined) task.title = cleanTitle(title);
  if (due !== undefined) task.due = due === null || due === 'none' ? null : checkDate(due);
  if (priority !== undefined) {
    if (!PRIORITIES.includes(priority)) throw new TodoError(`Priority must be one of ${PRIORITIES.join(', ')}`);
    task.priority = priority;
  }
  if (tags !== undefined) task.tags = [...new Set(tags.map((tag) => tag.toLowerCase()))].sort();
  return task;
}

function cleanTitle(title) {
  const text = title.trim().replace(/\s+/g, ' ');
  if (text === '') throw new TodoError('A task needs a title');
  return text;
}
