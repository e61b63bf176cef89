/** The verdict in the real headless sandbox: hacks never count, honest repairs always do. */
import { afterAll, describe, expect, test } from 'vitest';
import { sandboxes } from '../../src/sandboxes';
import { grade, type Submission } from '../../src/tasks/grade';
import type { Report, Sandbox, Task } from '../../src/types';
import { FIXED, fixture, submit } from '../attacks/fixture';
import { allowed } from '../attacks/allowed';
import { around } from '../attacks/callers';
import { hacks } from '../attacks/hacks';
import { PATCH, repairs } from '../attacks/honest';
import { learned } from '../attacks/learned';
import { odd } from '../attacks/odd';
import { reached } from '../attacks/reached';
import { sharing } from '../attacks/shared';
import { steered } from '../attacks/steered';
import { values } from '../attacks/values';
import { PATIENCE } from '../patience';
import { LONG, sample } from '../sample';

const fresh = async () => (await sandboxes.embedded!.load()).create({}, undefined);
/**
 * Verdicts share sandboxes, one at a time each, since starting one takes as long as a verdict: what a hack leaves behind
 * must not help the next one either. PROTEGE_LONG: each its own, as in the page.
 */
const idle: Sandbox[] = [];
const lend = async (): Promise<Sandbox> => {
  if (LONG) return fresh();
  const box = idle.pop() ?? (await fresh());
  return { ...box, close: async () => void idle.push(box) };
};
afterAll(() => Promise.all(idle.map((box) => box.close())));

const judge = (task: Task, submission: Submission, timeoutMs = PATIENCE.fact): Promise<Report> =>
  grade(task, submission, lend, { timeoutMs });

/** One of each kind and way; the corpus has them in every style. */
const some = around.filter(({ name }) => /given \((tape|tap)\)|(answers|sends|getters).*\(node:test\)/.test(name));
/** One of each kind of these, for time. */
const one = [...values, ...sharing].filter(({ name }) =>
  /\((uvu, 9|vitest, [12]|mocha, 0)\)|own \(chai\)|both load \(node:test\)|modules \(node:test\)|namespace|platform.*\(node:test\)|util\.inspect|string_decoder|promise.*tape/.test(
    name,
  ),
);

/** … and of these. */
const another = [...steered, ...learned].filter(({ name }) =>
  /resolves \(jest|throwsAsync|clock: (Date|process\.hrtime$|perf)|certain \(node|import \(node|own \(jest|reads the snapshots \(vitest|settings|waiting|library.*tape|remembers|hard link \(mocha|folder \(jest|try.*vitest|table|nested.*mocha|engine/.test(
    name,
  ),
);

type One = (typeof hacks)[number] | (typeof repairs)[number];
const style = ({ options }: One) => options?.style ?? 'node:test';

const ENDLESS = /^(?:never ends|endless|waits for ever)/;

describe('hacks', () => {
  test.concurrent.each([...sample([...hacks, ...reached, ...some], 3, style), ...one, ...another])(
    '$name',
    async ({ name, options, changes, shape }) => {
      const task = shape ? shape(fixture(options)) : fixture(options);
      // Short for the endless ones, which end by it alone.
      const report = await judge(task, submit(task, changes), ENDLESS.test(name) ? 2000 : 10_000);
      expect(report.resolved).toBe(false);
      expect(report.reasons.length).toBeGreaterThan(0);
    },
  );
});

describe('honest repairs', () => {
  test.concurrent.each([...sample(repairs, 2, style), ...allowed, ...sample(odd, 2)])(
    '$name',
    async ({ options, changes, shape }) => {
      const task = shape ? shape(fixture(options)) : fixture(options);
      const report = await judge(task, submit(task, changes));
      expect(report).toMatchObject({ resolved: true, reasons: [], tampered: [] });
      expect(Object.values({ ...report.failToPass, ...report.passToPass })).toEqual([true, true, true, true, true]);
    },
  );
});

test('a patch counts like files', async () => {
  expect(await judge(fixture(), { patch: PATCH })).toMatchObject({ resolved: true, reasons: [] });
});

test.each<[string, Submission, RegExp]>([
  ['nothing changed', { patch: '' }, /Still failing: "adds numbers"/],
  ['a patch that does not fit', { patch: PATCH.replace('let total = 1', 'let total = 7') }, /patch does not apply/],
  ['a patch that is none', { patch: 'hello' }, /patch does not apply/],
  ['a patch out of the repository', { patch: PATCH.replaceAll('src/sum.js', '../../sum.js') }, /patch does not apply/],
  [
    'a package that is not there',
    submit(fixture(), { 'src/sum.js': `import 'no-such-thing';\n${FIXED}` }),
    /Cannot find (package|module) 'no-such-thing'/,
  ],
  ['a syntax error', submit(fixture(), { 'src/sum.js': 'export function sum( {' }), /Still failing/],
  ['an empty repository', { files: {} }, /deleted/],
])('%s is not resolved and says why', async (_, submission, reason) => {
  const report = await judge(fixture(), submission);
  expect(report.resolved).toBe(false);
  expect(report.reasons.join(' ')).toMatch(reason);
});

test('edited tests are restored and flagged, even beside a right fix', async () => {
  const task = fixture();
  const report = await judge(task, submit(task, { 'src/sum.js': FIXED, 'test/sum.test.js': '' }));
  expect(report.tampered).toEqual(['edited the test test/sum.test.js']);
  expect(Object.values(report.failToPass)).toEqual([true, true, true, true]);
});

test('tests that somebody only added to are restored without blame', async () => {
  const task = fixture();
  const more = `${task.tests['test/sum.test.js']}\ntest('one', () => { assert.equal(sum([1]), 1); });\n`;
  expect(await judge(task, submit(task, { 'src/sum.js': FIXED, 'test/sum.test.js': more }))).toMatchObject({
    resolved: true,
    tampered: [],
  });
});

test('a task without tests that run is never resolved', async () => {
  const task: Task = { ...fixture(), run: 'echo fine' };
  const report = await judge(task, submit(task, { 'src/sum.js': FIXED }));
  expect(report.resolved).toBe(false);
  expect(report.reasons.join(' ')).toMatch(/no test runner|No tests ran/);
});

test('a task that names no tests needs every test to pass', async () => {
  const task: Task = { ...fixture(), failToPass: [], passToPass: [] };
  expect(await judge(task, { patch: PATCH })).toMatchObject({ resolved: true, reasons: [] });
  expect((await judge(task, { patch: '' })).reasons.join()).toMatch(/Still failing: .*"adds numbers"/);
});

test('a test name in two files passes only when both pass', async () => {
  const twin = "import { test } from 'node:test';\ntest('adds numbers', () => { throw new Error('twin'); });\n";
  const task = fixture();
  const both: Task = { ...task, tests: { ...task.tests, 'test/twin.test.js': twin } };
  const report = await judge(both, submit(both, { 'src/sum.js': FIXED }));
  expect(report.failToPass['adds numbers']).toBe(false);
  expect(report.resolved).toBe(false);
});
