import { describe, expect, test } from 'vitest';
import { execute, trial, type Surroundings, type Tests } from '../../src/agent/execute';
import { drain } from '../../src/lib/stream';
import type { Action, TestReport } from '../../src/types';
import { clampProgram, memorySandbox, task, type Program } from './memory';

const files = { ...task.files, ...task.tests };
const edit = (find: string, replace: string): Action => ({ kind: 'edit', path: 'src/clamp.js', find, replace });
const FIX = edit('n < hi', 'n > hi');

async function start(program: Program = clampProgram) {
  const sandbox = memorySandbox(program);
  await sandbox.reset(files);
  const around: Surroundings = {
    files,
    tests: new Set(Object.keys(task.tests)),
    observationChars: 1200,
    deadline: { ms: 5000 },
    signal: new AbortController().signal,
    brief: true,
  };
  const tests: Tests = { command: 'npm test', deadline: { ms: 5000 } };
  return { sandbox, around, tests };
}

describe('an edit and the tests behind it', () => {
  test('red: leads with the failing test, its line and what the file reads', async () => {
    const { sandbox, around, tests } = await start();
    const { observation, changes } = await drain(trial(edit('n < lo', 'n <= lo'), sandbox, around, tests));
    expect(observation.text).toMatch(/^tests: 1 of 2 fail\nFAIL clamp upper\n {2}expected 3\n {2}got 5\n/);
    expect(observation.text).toContain('  src/clamp.js:3| if (n < hi) return hi;');
    expect(observation.text).toContain('Edited src/clamp.js. It now reads:\n1|');
    expect(observation).toMatchObject({ exitCode: 1, failed: true });
    expect(observation.tests!.tests).toHaveLength(2);
    expect(Object.keys(changes)).toEqual(['src/clamp.js']);
  });

  test('where no frame lies in the source, what the test uses is named', async () => {
    const program: Program = (command, now) => {
      const { tests = [], ...ran } = clampProgram(command, now);
      return { ...ran, tests: tests.map((one) => ({ ...one, ...(one.error ? { error: { message: 'no' } } : {}) })) };
    };
    const { sandbox, around, tests } = await start(program);
    const { observation } = await drain(trial(edit('n < lo', 'n <= lo'), sandbox, around, tests));
    expect(observation.text).toContain('in test/clamp.test.js\n  the test uses src/clamp.js\n');
  });

  test('green: says so, and nothing failed', async () => {
    const { sandbox, around, tests } = await start();
    const before = (await drain(execute({ kind: 'run', command: 'npm test' }, sandbox, around))).observation.tests!;
    const { observation } = await drain(trial(FIX, sandbox, around, { ...tests, before }));
    expect(observation.text).toMatch(/^tests: all 2 pass\n\nEdited/);
    expect(observation.failed).toBeUndefined();
  });

  test('what the edit broke comes first', async () => {
    const broken: Program = (command, now) => {
      const ran = clampProgram(command, now);
      const tests = ran.tests!.map((one) => ({
        ...one,
        status: 'fail' as const,
        error: { message: `no ${one.name}` },
      }));
      return { ...ran, tests, exitCode: 1 };
    };
    const { sandbox, around, tests } = await start(broken);
    const before: TestReport = { tests: clampProgram('npm test', files).tests!, complete: true, tampered: [] };
    const { observation } = await drain(trial(edit('n < lo', 'n <= lo'), sandbox, around, { ...tests, before }));
    expect(observation.text).toMatch(
      /^tests: 2 of 2 fail \(1 before\)\nFAIL clamp lower\n[\s\S]*also failing: clamp upper/,
    );
  });

  test('a miss runs nothing', async () => {
    const { sandbox, around, tests } = await start(() => ({ dies: 'must not run' }));
    const { observation } = await drain(trial(edit('not there', 'x'), sandbox, around, tests));
    expect(observation).toMatchObject({ failed: true });
    expect(observation.tests).toBeUndefined();
  });

  test('a sandbox lost under the tests: the files are as before the edit', async () => {
    const { sandbox, around, tests } = await start(() => ({ dies: 'the frame is gone.' }));
    await expect(drain(trial(FIX, sandbox, around, tests))).rejects.toThrow('the frame is gone');
    expect(await sandbox.files()).toEqual(files);
  });
});
