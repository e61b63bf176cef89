/** What every sandbox promises, tried on a real one in the person's own browser. */
import { drain } from '../../lib/stream';
import type { Sandbox } from '../../types';

export interface Promised {
  name: string;
  /** @returns '' when it held, else what happened instead. */
  holds(sandbox: Sandbox): Promise<string>;
}

const run = (sandbox: Sandbox, command: string, timeoutMs = 30_000) => drain(sandbox.exec(command, { timeoutMs }));

export const PROMISES: Promised[] = [
  {
    name: 'keeps exactly the files it is given',
    async holds(sandbox) {
      await sandbox.reset({ 'old.txt': 'x' });
      await sandbox.reset({ 'a.txt': 'one', 'sub/b.txt': 'two' });
      const names = Object.keys(await sandbox.files())
        .sort()
        .join(' ');
      return names === 'a.txt sub/b.txt' ? '' : `it held: ${names}`;
    },
  },
  {
    name: 'runs a command and reports what it changed',
    async holds(sandbox) {
      const { exitCode, output, changes } = await run(sandbox, 'cat a.txt && echo three > c.txt');
      const right = exitCode === 0 && output.includes('one') && typeof changes['c.txt'] === 'string';
      return right ? '' : `exit code ${exitCode}, output ${JSON.stringify(output.slice(0, 80))}`;
    },
  },
  {
    name: 'a failing command is an exit code',
    async holds(sandbox) {
      const { exitCode } = await run(sandbox, 'node -e "process.exit(3)"');
      return exitCode === 3 ? '' : `exit code ${exitCode}`;
    },
  },
  {
    name: 'an endless loop is ended and the sandbox lives on',
    async holds(sandbox) {
      const { exitCode, timedOut } = await run(sandbox, 'node -e "for(;;){}"', 1500);
      const after = await run(sandbox, 'echo alive');
      return exitCode === 124 && timedOut && after.output.includes('alive') ? '' : `exit code ${exitCode}`;
    },
  },
  {
    name: 'runs tests and reports each of them',
    async holds(sandbox) {
      const test = `const test = require('node:test'); test('good', () => {}); test('bad', () => { throw new Error('no'); });`;
      await sandbox.reset({ 'x.test.js': test });
      const { tests } = await run(sandbox, 'node --test x.test.js');
      const told = tests?.tests.map(({ name, status }) => `${name} ${status}`).join(', ');
      return told === 'good pass, bad fail' ? '' : `it told: ${told ?? 'nothing'}`;
    },
  },
  {
    name: 'code under test reaches no network and no page',
    async holds(sandbox) {
      await sandbox.reset({
        'x.js': `fetch('https://example.com/').then(() => console.log('out'), () => console.log('closed')); console.log(typeof document);`,
      });
      const { output } = await run(sandbox, 'node x.js');
      return output.includes('closed') && output.includes('undefined')
        ? ''
        : `it printed ${JSON.stringify(output.slice(0, 120))}`;
    },
  },
];
