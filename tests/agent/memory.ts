/** An in-memory sandbox that keeps the port's contract; its only programs are those a test gives it. */
import { changesBetween, applyChanges } from '../../src/lib/diff';
import type { ExecOptions, ExecResult, Files, Output, Sandbox, Stream, Task, TestResult } from '../../src/types';

export interface Ran {
  output?: string;
  exitCode?: number;
  tests?: TestResult[];
  /** False: the run ended early. */
  complete?: boolean;
  /** Files as the program leaves them. */
  files?: Files;
  /** The program runs until it is killed. */
  hangs?: boolean;
  /** The sandbox dies. */
  dies?: string;
}
export type Program = (command: string, files: Files) => Ran;

export function memorySandbox(program: Program = () => ({})): Sandbox {
  let files: Files = {};
  return {
    reset: async (next) => void (files = { ...next }),
    read: async (path) => files[path],
    write: async (path, content) => void (files = applyChanges(files, { [path]: content })),
    files: async () => ({ ...files }),
    close: async () => {},
    async *exec(command: string, { signal, timeoutMs = 60_000 }: ExecOptions = {}): Stream<Output, ExecResult> {
      signal?.throwIfAborted();
      const ran = program(command, files);
      if (ran.dies) throw new Error(ran.dies);
      const output = ran.output ?? '';
      if (output) yield { fd: 1, text: output };
      if (ran.hangs) await hang(timeoutMs, signal);
      const changes = changesBetween(files, ran.files ?? files);
      files = ran.files ?? files;
      return {
        exitCode: ran.hangs ? 124 : (ran.exitCode ?? 0),
        output,
        stdout: output,
        stderr: '',
        ms: 1,
        timedOut: Boolean(ran.hangs),
        dropped: 0,
        changes,
        ...(ran.tests ? { tests: { tests: ran.tests, complete: ran.complete ?? true, tampered: [] } } : {}),
      };
    },
  };
}

function hang(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

export const task: Task = {
  id: 'clamp-1',
  source: 'test',
  licence: 'MIT',
  language: 'javascript',
  problem: 'clamp(5, 0, 3) returns 5, but should return 3.',
  files: {
    'package.json': '{"type":"module","scripts":{"test":"node --test"}}\n',
    'src/clamp.js':
      'export function clamp(n, lo, hi) {\n  if (n < lo) return lo;\n  if (n < hi) return hi;\n  return n;\n}\n',
  },
  tests: { 'test/clamp.test.js': "import { clamp } from '../src/clamp.js';\n" },
  run: 'npm test',
  failToPass: ['clamp upper'],
  passToPass: ['clamp lower'],
};

/** `npm test` passes once the comparison is turned round; other commands print their name. */
export const clampProgram: Program = (command, files) => {
  if (command === 'hang') return { hangs: true, output: 'working…\n' };
  if (command === 'die') return { dies: 'the frame is gone.' };
  if (command.startsWith('touch ')) return { files: { ...files, [command.slice(6)]: '' } };
  if (command !== 'npm test') return { output: `${command}: not found\n`, exitCode: 127 };
  const fixed = String(files['src/clamp.js']).includes('n > hi');
  const upper: TestResult = fixed
    ? { name: 'clamp upper', file: 'test/clamp.test.js', status: 'pass', ms: 1 }
    : {
        name: 'clamp upper',
        file: 'test/clamp.test.js',
        status: 'fail',
        ms: 1,
        error: {
          message: 'expected 3\ngot 5',
          stack: 'Error\n    at clamp (/repo/src/clamp.js:3:7)\n    at node:x:1:1',
        },
      };
  const lower: TestResult = { name: 'clamp lower', file: 'test/clamp.test.js', status: 'pass', ms: 1 };
  return { output: fixed ? 'ok\n' : 'not ok\n', exitCode: fixed ? 0 : 1, tests: [upper, lower] };
};
