import test from 'node:test';
import assert from 'node:assert/strict';
import { filterTasks, sortTasks, statsOf, TodoError, TodoList } from '../src/index.js';

const sample = () => {
  const list = new TodoList();
  list.add('Write report', { due: '2024-05-03', priority: 'high', tags: ['work'] });
  list.add('buy milk', { tags: ['Home', 'shop', 'home'] });
  list.add('Call Bob', { due: '2024-05-01', priority: 'low', tags: ['work'] });
  return list;
};
const ids = (tasks) => tasks.map(({ id }) => id);

test('add numbers tasks and cleans titles', () => {
  const list = sample();
  assert.deepEqual(list.add('  a   b '), { id: 4, title: 'a b', done: false, due: null, priority: 'normal', tags: [] });
  assert.throws(() => list.add('  '), TodoError);
});

test('add sorts tags and drops doubles', () => {
  assert.deepEqual(sample().get(2).tags, ['home', 'shop']);
});

test('add checks dates and priorities', () => {
  const list = new TodoList();
  assert.throws(() => list.add('x', { due: '2023-02-29' }), /"2023-02-29" is not a date/);
  assert.throws(() => list.add('x', { due: 'soon' }), /not a date/);
  assert.throws(() => list.add('x', { priority: 'urgent' }), /one of low, normal, high/);
  assert.equal(list.tasks.length, 0);
});

test('numbers are not used again after the highest', () => {
  const list = sample();
  list.remove(1);
  assert.equal(list.add('new').id, 4);
});

test('complete works once', () => {
  const list = sample();
  assert.equal(list.complete(2).done, true);
  assert.throws(() => list.complete(2), /Task 2 is done already/);
  assert.throws(() => list.complete(9), /There is no task 9/);
});

test('edit changes only what is given', () => {
  const list = sample();
  list.edit(1, { title: 'New', due: 'none' });
  assert.deepEqual(list.get(1), { id: 1, title: 'New', done: false, due: null, priority: 'high', tags: ['work'] });
});

test('clear takes done tasks away', () => {
  const list = sample();
  list.complete(1);
  list.complete(3);
  assert.equal(list.clear(), 2);
  assert.deepEqual(ids(list.tasks), [2]);
});

test('filters by state, tag, date and words', () => {
  const { tasks } = sample();
  tasks[0].done = true;
  assert.deepEqual(ids(filterTasks(tasks)), [2, 3]);
  assert.deepEqual(ids(filterTasks(tasks, { done: true })), [1]);
  assert.deepEqual(ids(filterTasks(tasks, { all: true, tags: ['WORK'] })), [1, 3]);
  assert.deepEqual(ids(filterTasks(tasks, { all: true, before: '2024-05-03' })), [3]);
  assert.deepEqual(ids(filterTasks(tasks, { search: 'MILK' })), [2]);
});

test('sorts with the number as a tie-break', () => {
  const { tasks } = sample();
  assert.deepEqual(ids(sortTasks(tasks, 'title')), [2, 3, 1]);
  assert.deepEqual(ids(sortTasks(tasks, 'priority')), [1, 2, 3]);
  assert.deepEqual(ids(sortTasks(tasks, 'due')), [3, 1, 2]);
  assert.throws(() => sortTasks(tasks, 'size'), /Cannot sort by "size"/);
});

test('stats count what is open, done and late', () => {
  const { tasks } = sample();
  tasks[1].done = true;
  assert.deepEqual(statsOf(tasks, '2024-05-02'), { total: 3, done: 1, open: 2, late: 1, percent: 33, tags: { work: 2 } });
  assert.equal(statsOf([], '2024-05-02').percent, 0);
});
