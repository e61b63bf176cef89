import { describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { any, budget } from '../../src/gates/combine';
import { create as every } from '../../src/gates/every';
import { create as random } from '../../src/gates/random';
import { create as stall } from '../../src/gates/stall';
import { actionClass, baseCommand, runLengths } from '../../src/facts/loops';
import type { Action, Generation, Observation, Reading, Step } from '../../src/types';
import { stateOf } from '../fixtures/state';

const said = (action: object): Generation => ({
  text: '',
  action: parse(JSON.stringify(action)),
  by: 'protege',
  tokensIn: 1,
  tokensOut: 1,
  cost: 0,
  ms: 1,
});
const RUN = (command: string) => ({ action: 'run', command });
const EDIT = { action: 'edit', path: 'a.js', find: 'x', replace: 'y' };
const step = (action: object, observation: Partial<Observation> = {}, expert = false): Step => ({
  generations: expert ? [said(action), { ...said(action), by: 'expert', action: null }] : [said(action)],
  reading: null,
  observation: { text: 'same', ms: 1, ...observation },
  changes: {},
});
const results = (...status: ('pass' | 'fail')[]) => ({
  tests: {
    tests: status.map((s, i) => ({
      name: `t${i}`,
      file: 'f',
      status: s,
      ms: Math.random(),
      error: { message: 'expected 3' },
    })),
    complete: true,
    tampered: [],
  },
});
const read = (steps: Step[], proposal: object) => stall()(stateOf(steps), said(proposal)) as Reading;
const times = (n: number, s: Step) => Array.from({ length: n }, () => s);

describe('base command, as in the paper', () => {
  test.each([
    ['npm test', 'npm test'],
    ['CI=1 TZ="a b" npm test -- x', 'npm test'],
    ['cd src && git diff a.js', 'git diff'],
    ['npm run build; node a.js 1 2', 'node a.js'],
    ['grep -n foo src', 'navigate'],
    ['find . -name x', 'navigate'],
    ["sed -n '1,20p' a.js", 'navigate'],
    ['sed -i s/a/b/ a.js', 'sed'],
    ['', ''],
  ])('%s -> %s', (command, base) => expect(baseCommand(command)).toBe(base));

  test('views are navigation; runs are maximal', () => {
    const kinds = [{ kind: 'view' }, { kind: 'run', command: 'cat a' }, { kind: 'edit' }].map((a) =>
      actionClass(a as Action),
    );
    expect(runLengths(kinds)).toEqual([2, 1]);
    expect(runLengths([])).toEqual([]);
  });
});

describe('stall', () => {
  test('the same action with the same result: third time 0.75, fourth 1', () => {
    expect(read(times(1, step(RUN('node a'))), RUN('node a')).score).toBe(0);
    expect(read(times(2, step(RUN('node a'))), RUN('node a')).score).toBe(0.75);
    expect(read(times(3, step(RUN('node a'))), RUN('node a')).score).toBe(1);
  });

  test('also with other actions between, but not with other results or arguments', () => {
    const [a, b] = [step(RUN('node a')), step(RUN('npm test'))];
    expect(read([a, b, a, b], RUN('node a')).score).toBe(0.75);
    expect(read([a, step(RUN('node a'), { text: 'other' })], RUN('node a')).score).toBe(0);
    expect(read([a, step(RUN('node a2'))], RUN('node a')).score).toBe(0);
    expect(
      read([step(RUN('node a'), { text: 'took 3 ms' }), step(RUN('node a'), { text: 'took 41 ms' })], RUN('node a'))
        .score,
    ).toBe(0.75);
  });

  test('the same kind of command, arguments ignored: 10, then 15', () => {
    const views = (n: number) => Array.from({ length: n }, (_, i) => step({ action: 'view', path: `f${i}.js` }));
    expect(read(views(8), { action: 'view', path: 'x.js' }).score).toBe(0);
    expect(read(views(9), { action: 'view', path: 'x.js' }).score).toBe(0.5);
    expect(read(views(14), RUN('grep x')).score).toBe(1);
    const again = [...views(12), step(EDIT), ...views(7)];
    expect(read(again, { action: 'view', path: 'x.js' }).score).toBe(0.5);
  });

  test('a row of errors, but failing tests are no error', () => {
    const bad = (i: number) => step(RUN(`cmd${i}`), { failed: true });
    expect(read([bad(1), bad(2)], RUN('x')).score).toBe(0);
    expect(read([bad(1), bad(2), bad(3)], RUN('x')).score).toBe(0.6);
    expect(read([bad(1), bad(2), bad(3), bad(4), bad(5)], RUN('x')).score).toBe(1);
    expect(read([bad(1), bad(2), step(RUN('npm test'), { failed: true, ...results('fail') })], RUN('x')).score).toBe(0);
  });

  test('an edit, a changed test result and an expert start it anew', () => {
    const same = times(3, step(RUN('npm test'), results('fail', 'pass')));
    expect(read(same, RUN('npm test')).score).toBe(1);
    expect(read([...same, step(EDIT)], RUN('npm test')).score).toBe(0);
    expect(read([...same, step(EDIT, { failed: true })], RUN('npm test')).score).toBe(1);
    expect(read([...same, step(RUN('npm test'), results('pass', 'pass'))], RUN('npm test')).score).toBe(0);
    expect(read([...same, step({ action: 'ask', question: '?' }, {}, true)], RUN('npm test')).score).toBe(0);
  });

  test('edit-test cycles are never flagged', () => {
    const cycle = Array.from({ length: 20 }, () => [step(EDIT), step(RUN('npm test'), results('fail'))]).flat();
    expect(read(cycle, EDIT).score).toBe(0);
  });

  test('asks about what is stuck', () => {
    const { question } = read(times(3, step(RUN('npm test'), results('fail'))), RUN('npm test'));
    expect(question).toMatch(/4th time[\s\S]*Failing: "t0" \(expected 3\)[\s\S]*Tried last: ran `npm test`/);
  });
});

describe('other gates', () => {
  test('random opens about as often as p says, and depends on seed and step alone', () => {
    const gate = random({ p: 0.3 });
    const open = (seed: number) => (gate(stateOf([], seed), said(EDIT)) as Reading).score;
    const share = Array.from({ length: 2000 }, (_, i) => open(i)).reduce((a, b) => a + b) / 2000;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.35);
    expect(() => random({ p: 2 })).toThrow(/probability/);
  });

  test('every n', () => {
    const gate = every({ n: 3 });
    const scores = [0, 1, 2, 3, 4, 5].map((n) => (gate(stateOf(times(n, step(EDIT))), said(EDIT)) as Reading).score);
    expect(scores).toEqual([0, 0, 1, 0, 0, 1]);
  });

  test('any takes the highest, budget closes', async () => {
    const gate = (score: number) => () => ({ score, reason: `r${score}` });
    expect(await any(gate(0.2), gate(0.9), gate(0.4))(stateOf([]), said(EDIT))).toEqual({ score: 0.9, reason: 'r0.9' });
    const asked = stateOf([step(EDIT, {}, true), step(EDIT, {}, true)]);
    expect((await budget(gate(1), 3)(asked, said(EDIT))).score).toBe(1);
    expect((await budget(gate(1), 2)(asked, said(EDIT))).score).toBe(0);
  });
});
