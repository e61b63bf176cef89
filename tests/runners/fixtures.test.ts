/** Each framework in our runtime says what the real one says as a process, over the same small repo. */
import { describe, expect, it } from 'vitest';
import { empty, fixtures, type Fixture } from './fixtures';
import { lines, run } from './run';
import { truth } from './truth';

const command = ({ framework, argv }: Fixture) => `npx ${framework} ${argv.map((arg) => `'${arg}'`).join(' ')}`;

describe.each(Object.keys(fixtures))('%s', (name) => {
  it('gives the results of the real framework', async () => {
    const fixture = fixtures[name]!;
    const ours = await run(fixture.files, command(fixture));
    const real = truth(fixture);
    if (real.tests) expect(lines(ours)).toEqual(real.tests);
    if (real.counts) {
      const count = (...wanted: string[]) => ours.tests!.tests.filter(({ status }) => wanted.includes(status)).length;
      expect([count('pass', 'fail'), count('pass'), count('skip')]).toEqual(real.counts);
    }
    expect(ours.exitCode === 0).toBe(real.code === 0);
    expect(ours.tests).toMatchObject({ complete: true, tampered: [] });
    for (const { status, error } of ours.tests!.tests) expect(Boolean(error?.message)).toBe(status === 'fail');
  });

  it('fails when no test is defined, and when no file matches', async () => {
    const fixture = empty[name]!;
    const none = await run(fixture.files, command(fixture));
    expect(none.exitCode).not.toBe(0);
    expect(none.output).toMatch(/no tests|no test suite|at least one test/i);
    const missing = await run({ 'package.json': '{}', 'a.txt': '' }, `npx ${fixture.framework} nowhere/at/all.js`);
    expect(missing.exitCode).not.toBe(0);
    expect(missing.output).toMatch(/no test|couldn.t find any files|no tests/i);
  });
});
