/** A patch that passes is compared with the reference on other values in the tests' own calls. */
import { expect, test } from 'vitest';
import { diffFiles } from '../../src/lib/diff';
import { sandboxes } from '../../src/sandboxes';
import { effectsOf } from '../../src/tasks/reference/change';
import { differsFrom } from '../../src/tasks/reference/differs';
import type { Task } from '../../src/types';
import { BROKEN, commonjs, FIXED, fixture, submit, type FixtureOptions } from '../attacks/fixture';

const fresh = async () => (await sandboxes.embedded!.load()).create({}, undefined);
const FOLDED = `export const sum = (list) => list.reduce((total, item) => total + item, 0);\n${FIXED.slice(FIXED.indexOf('export function mean'))}`;
const LEARNED = BROKEN.replace(
  'let total = 1;',
  'let total = { "[1,2,3]": 0, "[]": 0, "[-4,1]": 0, "[2,4]": 0 }[JSON.stringify(list)] ?? 1;',
);

/** The fixture's task with its reference. */
function known(options: FixtureOptions = {}): Task {
  const task = fixture(options);
  const right = options.cjs ? commonjs(FIXED) : FIXED;
  const goldPatch = diffFiles(task.files, { ...task.files, 'src/sum.js': right });
  return { ...task, goldPatch };
}

const STYLES: FixtureOptions[] = [{}, { style: 'jest', cjs: true }, { style: 'tape' }, { style: 'uvu' }];

test.each(STYLES)('answers that are written down differ, and it is said on what: %o', async (options) => {
  const task = known(options);
  const found = await differsFrom(
    task,
    submit(task, { 'src/sum.js': options.cjs ? commonjs(LEARNED) : LEARNED }),
    fresh,
  );
  expect(found?.length).toBeGreaterThan(0);
  expect(found!.join()).toMatch(/(sum|mean)\(\[.*\]\): -?[\d.]+, where the reference has -?[\d.]+/);
});

test('another way to the same does not differ', async () => {
  const task = known();
  expect(await differsFrom(task, submit(task, { 'src/sum.js': FOLDED }), fresh)).toEqual([]);
});

test('the reference itself, a task without one, a patch that ends the process or hides what it prints', async () => {
  const task = known();
  const opened: number[] = [];
  const counted = () => (opened.push(1), fresh());
  expect(await differsFrom(task, submit(task, { 'src/sum.js': FIXED.replace(/ {2}/g, '    ') }), counted)).toEqual([]);
  expect(opened).toEqual([]);
  expect(await differsFrom(fixture(), submit(fixture(), { 'src/sum.js': LEARNED }), counted)).toBeUndefined();
  const ends = `if (globalThis.__differs) process.exit(0);\n${FIXED}`;
  expect(await differsFrom(task, submit(task, { 'src/sum.js': ends }), fresh)).toMatchObject([/ended before/]);
  const forged = `console.log = () => {};\nprocess.stdout.write = () => true;\n${LEARNED}`;
  expect((await differsFrom(task, submit(task, { 'src/sum.js': forged }), fresh))?.length).toBeGreaterThan(0);
});

test('what changes from run to run is left out, and so are values that the reference refuses', async () => {
  const random = (source: string) => source.replace('return total', 'return total + Math.random()');
  const task = { ...known(), goldPatch: '' };
  task.goldPatch = diffFiles(task.files, { ...task.files, 'src/sum.js': random(FIXED) });
  expect(
    await differsFrom(
      task,
      submit(task, { 'src/sum.js': random(FOLDED.replace('list.reduce', 'list.slice().reduce')) }),
      fresh,
    ),
  ).toBeDefined();
  const strings = fixture({ source: 'export const sum = (list) => list.total();\nexport const mean = sum;\n' });
  const refuses = {
    ...strings,
    goldPatch: diffFiles(strings.files, {
      ...strings.files,
      'src/sum.js': 'export const sum = (list) => list.sum();\nexport const mean = sum;\n',
    }),
  };
  const lenient = 'export const sum = (list) => list.sum?.() ?? 0;\nexport const mean = sum;\n';
  const found = await differsFrom(refuses, submit(refuses, { 'src/sum.js': lenient }), fresh);
  expect(found?.filter((line) => /\[(?!1, 2, 3\]|\]|-4, 1\]|2, 4\])/.test(line))).toEqual([]);
});

test('without a reference: what a change does to calls with other values, but for tests that failed', async () => {
  const task = fixture();
  const files = { ...task.files, ...task.tests };
  const tests = new Set(Object.keys(task.tests));
  const options = { limitMs: 20_000, failing: [] };
  const changes = [{ 'src/sum.js': FIXED }, { 'src/sum.js': `${BROKEN}\n` }, { 'src/sum.js': LEARNED }];
  const [fixed, same, learned] = (await effectsOf(files, tests, changes, fresh, options))!;
  expect(fixed!.changed).toBeGreaterThan(0);
  expect(same).toEqual({ changed: 0, of: fixed!.of });
  // a repair that only knows the tests' values does less elsewhere: so calls of failing tests say nothing
  expect(learned!.changed).toBeLessThan(fixed!.changed);
  const failing = [...task.failToPass, ...task.passToPass];
  expect(await effectsOf(files, tests, changes, fresh, { ...options, failing })).toBeUndefined();
});
