import { PRIORITIES } from './list.js';
import { TodoError } from './errors.js';

export function filterTasks(tasks, { all = false, done = false, tags = [], before, search } = {}) {
  const words = (search ?? '').toLowerCase();
  return tasks.filter((task) => {
    if (!all && task.done !== done) return false;
    if (!tags.every((tag) => task.tags.includes(tag.toLowerCase()))) return false;
    if (before !== undefined && (task.due === null || task.due >= before)) return false;
    return task.title.toLowerCase().includes(words);
  });
}

const ORDERS = {
  id: (a, b) => a.id - b.id,
  title: (a, b) => compare(a.title.toLowerCase(), b.title.toLowerCase()),
  priority: (a, b) => PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority),
  due: (a, b) => compare(a.due ?? '9999', b.due ?? '9999'),
};

export function sortTasks(tasks, by = 'id') {
  if (!Object.hasOwn(ORDERS, by)) throw new TodoError(`Cannot sort by "${by}"`);
  return [...tasks].sort((a, b) => ORDERS[by](a, b) || a.id - b.id);
}

function compare(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function statsOf(tasks, today) {
  const done = tasks.filter((task) => task.done).length;
  const late = tasks.filter((task) => !task.done && task.due !== null && task.due < today).length;
  const tags = {};
  for (const task of tasks) {
    if (task.done) continue;
    for (const tag of task.tags) tags[tag] = (tags[tag] ?? 0) + 1;
  }
  const percent = tasks.length === 0 ? 0 : Math.round((done / tasks.length) * 100);
  return { total: tasks.length, done, open: tasks.length - done, late, percent, tags };
}
