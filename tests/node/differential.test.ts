import { describe, expect, it } from 'vitest';
import { cases, type Cases } from './cases/index';
import { real } from './real';
import { node } from './run';

/** Node's own frames and the version trailer differ by nature; what a person reads must not. */
const plain = (text: string) =>
  text
    .split('\n')
    .filter(
      (line) =>
        !/^\s+at .*node:|^\s+at .*\(?<anonymous>\)?$|^Node\.js v|^\s*\^+\s*$|^\(Use `node|^node:internal|^\s+throw |triggerUncaught|^\s*$|^$/.test(
          line,
        ),
    )
    .map((line) => line.replace(/\(node:\d+\)/, '(node:1)'))
    .join('\n');

for (const [group, programs] of Object.entries(cases) as [string, Cases][])
  describe.concurrent(group, () => {
    for (const [name, [argv, files, stdin = '', compare]] of Object.entries(programs))
      it(name, async () => {
        const [here, there] = await Promise.all([node(argv, files, { stdin }), real(argv, files, stdin)]);
        const shown = (one: { exitCode: number; stdout: string; stderr: string }) => ({
          exitCode: one.exitCode,
          stdout: one.stdout,
          stderr: compare === 'exit' ? '' : first(plain(one.stderr)),
        });
        expect(shown(here)).toEqual(shown(there));
      });
  });

/** The message and where it came from; the rest of a stack is each engine's own. */
const first = (stderr: string) => stderr.split('\n').slice(0, 3).join('\n');
