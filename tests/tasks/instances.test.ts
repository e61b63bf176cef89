/** The committed index: every row makes a valid task, its statement gives nothing away, splits never share a repo. */
import { beforeAll, expect, test } from 'vitest';
import { readIndex, readPack, repoNames } from '../../src/experiments/library';
import { applyPatch } from '../../src/lib/diff';
import { findInstance, instance, instanceId, summary, type RepoPack, type TaskIndex } from '../../src/tasks/instances';
import { checkTask } from '../../src/tasks/load';
import { splitOf } from '../../src/tasks/splits';
import { leaks, statement } from '../../src/tasks/statement';
import type { Task } from '../../src/types';

let index: TaskIndex;
let packs: RepoPack[];
let tasks: Task[];
beforeAll(() => {
  index = readIndex();
  packs = index.repos.map(({ name }) => readPack(name));
  tasks = index.rows.map((row, i) => instance(index, packs[row[0]]!, i));
});

test('there are enough instances, none twice, and every repo is used', () => {
  expect(index.rows.length).toBeGreaterThanOrEqual(1500);
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
  expect(index.repos.map(({ name }) => name)).toEqual(repoNames());
  for (const [at, { name }] of index.repos.entries()) {
    const rows = index.rows.filter((row) => row[0] === at).length;
    expect(rows, name).toBeGreaterThanOrEqual(20);
    expect(rows, name).toBeLessThanOrEqual(60);
  }
});

test('the index is small enough to load with the page', () => {
  expect(JSON.stringify(index).length).toBeLessThanOrEqual(400 * 1024);
});

test('every row makes a valid task whose gold patch restores the repo', () => {
  for (const [i, task] of tasks.entries()) {
    const pack = packs[index.rows[i]![0]]!;
    expect(() => checkTask(task), task.id).not.toThrow();
    expect(applyPatch(task.files, task.goldPatch!)).toEqual(pack.files);
    expect(task.failToPass.length).toBeGreaterThan(0);
    expect(task.passToPass.length).toBeGreaterThan(0);
    const repo = index.repos[index.rows[i]![0]]!;
    const visible = repo.tests.slice(0, repo.visible);
    expect(
      task.failToPass.some((name) => visible.includes(name)),
      `${task.id} fails a visible test`,
    ).toBe(true);
  }
});

test('no statement shows a line of the fix, an operator, a file or a line number', () => {
  for (const [i, { id, problem, title, goldPatch, files }] of tasks.entries()) {
    const operator = index.operators[index.rows[i]![5]]!;
    const changed = goldPatch!
      .split('\n')
      .filter((line) => /^[+-](?![+-])/.test(line))
      .map((line) => line.slice(1));
    for (const text of [problem, title!]) {
      expect(leaks(text, changed), `${id}: ${text}`).toBe(false);
      expect(text).not.toContain(operator);
      expect(text.toLowerCase()).not.toContain(operator.replaceAll('-', ' '));
      for (const path of Object.keys(files))
        if (path.startsWith('src/') || path.startsWith('lib/')) expect(text).not.toContain(path);
    }
    expect(problem.length).toBeGreaterThan(60);
  }
});

test('statements vary, and the same seed says the same', () => {
  const shape = (task: Task) =>
    task.problem
      .split('\n\n')
      .slice(1, 3)
      .map((part) => part.slice(0, 14))
      .join('|');
  expect(new Set(tasks.map(shape)).size).toBeGreaterThan(40);
  const symptom = { title: 'A', about: 'B.', failing: ['c'], message: 'd', secrets: [] };
  expect(statement(symptom, 7)).toEqual(statement(symptom, 7));
  expect(
    statement({ ...symptom, message: 'return total - 1', secrets: ['  return total - 1;', '  return total - 1'] }, 7)
      .problem,
  ).not.toContain('total - 1');
});

test('splits never share a repo and are large enough', () => {
  const count = { train: 0, dev: 0, test: 0 };
  for (const task of tasks) {
    expect(task.split).toBe(splitOf(task.repo!));
    count[task.split as keyof typeof count]++;
  }
  expect(count.test).toBeGreaterThanOrEqual(300);
  expect(count.train / tasks.length).toBeGreaterThan(0.5);
  expect(count.train / tasks.length).toBeLessThan(0.7);
  expect(count.dev / tasks.length).toBeGreaterThan(0.05);
  const spread = (split: string, key: 'framework' | 'kind') =>
    new Set(index.repos.filter((repo) => repo.split === split).map((repo) => repo[key])).size;
  for (const split of ['train', 'test']) {
    expect(spread(split, 'framework')).toBeGreaterThanOrEqual(3);
    expect(spread(split, 'kind')).toBeGreaterThanOrEqual(5);
  }
});

test('an instance is found by its id, listed without its pack, and refused with a wrong or stale pack', () => {
  const id = tasks[3]!.id;
  expect(findInstance(index, id)).toBe(3);
  expect(instanceId(index, index.rows[3]!)).toBe(id);
  expect(findInstance(index, 'nothing')).toBe(-1);
  expect(summary(index, 3)).toMatchObject({
    id,
    title: tasks[3]!.title,
    failing: tasks[3]!.failToPass.length,
    split: tasks[3]!.split,
  });
  const at = index.rows[3]![0];
  expect(() => instance(index, packs.at(at === packs.length - 1 ? 0 : -1)!, 3)).toThrow(/belongs to/);
  expect(() => instance(index, { ...packs[at]!, run: 'x' }, 3)).toThrow(/run `npm run tasks` again/);
});
