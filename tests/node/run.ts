/** Runs one request in a real worker_threads worker with the exec bundle and collects what it answers. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { FromWorker, NodeRequest } from '../../src/node/protocol';
import { EXEC, SAMPLE, TRY } from '../../src/sandboxes/warm';
import type { Changes, TestResult } from '../../src/types';
import { bundle } from './bundle';
import { PATIENCE } from '../patience';

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  tests: TestResult[];
  done: { framework: string; files: number }[];
  tampered: string[];
  changes: Changes;
  dropped: number;
  messages: FromWorker[];
}

export type Ask = Partial<NodeRequest> & {
  /** Answers a child's command; without it children exit with 127. */
  spawn?: (
    command: string,
    request: Extract<FromWorker, { type: 'spawn' }>,
  ) => { stdout?: string; exitCode: number; changes?: Changes };
  timeoutMs?: number;
};

let known: Promise<Uint8Array> | undefined;
/** V8's code cache, as the sandbox has it from its third command on. */
const cacheOf = (script: string): Promise<Uint8Array> =>
  (known ??= new Promise((resolve, reject) => {
    const worker = new Worker(TRY, { eval: true, env: {}, workerData: { script, request: SAMPLE } });
    worker.once('message', (cache: Uint8Array) => void worker.terminate().then(() => resolve(cache)));
    worker.once('error', reject);
  }));

/** `node(['-e', 'x'])`, `node(['a.js'], { files: { '/repo/a.js': '…' } })`. Kills the worker at the end or after timeoutMs. */
export async function run(ask: Ask): Promise<Ran> {
  const script = await bundle();
  const workerData = { script, cache: await cacheOf(script) };
  const worker = new Worker(EXEC, { eval: true, env: {}, stdout: true, stderr: true, workerData });
  const { port1, port2 } = new MessageChannel();
  const ran: Ran = {
    exitCode: -1,
    stdout: '',
    stderr: '',
    tests: [],
    done: [],
    tampered: [],
    changes: {},
    dropped: 0,
    messages: [],
  };
  const { spawn, timeoutMs = PATIENCE.fact, ...rest } = ask;
  const request: NodeRequest = {
    entry: { type: 'node', argv: [] },
    cwd: '/repo',
    env: { HOME: '/home/user', PATH: '/usr/bin', TZ: process.env.TZ ?? 'UTC' },
    stdin: '',
    files: {},
    libs: {},
    known: [],
    verdict: false,
    outputCap: 1_000_000,
    ...rest,
  };
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no exit after ${timeoutMs} ms; stdout: ${ran.stdout}; stderr: ${ran.stderr}`)),
        timeoutMs,
      );
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      worker.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      port1.on('message', (message: FromWorker) => {
        ran.messages.push(message);
        if (message.type === 'output') ran[message.fd === 1 ? 'stdout' : 'stderr'] += message.text;
        else if (message.type === 'test') ran.tests.push(message.test);
        else if (message.type === 'runner-done') ran.done.push({ framework: message.framework, files: message.files });
        else if (message.type === 'tampered') ran.tampered.push(message.what);
        else if (message.type === 'spawn') {
          const { stdout = '', exitCode, changes = {} } = spawn?.(message.command, message) ?? { exitCode: 127 };
          if (stdout) port1.postMessage({ type: 'spawned', id: message.id, event: 'output', fd: 1, text: stdout });
          port1.postMessage({ type: 'spawned', id: message.id, event: 'exit', exitCode, changes });
        } else if (message.type === 'exit') {
          Object.assign(ran, { exitCode: message.exitCode, changes: message.changes, dropped: message.dropped });
          end();
        }
      });
      worker.postMessage({ type: 'request', request, port: port2 }, [port2]);
    });
  } finally {
    port1.close();
    await worker.terminate();
  }
  return ran;
}

/** A `node` command line with files given relative to /repo. */
export const node = (argv: string[], files: Record<string, string | Uint8Array> = {}, ask: Ask = {}): Promise<Ran> =>
  run({
    ...ask,
    entry: { type: 'node', argv },
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path.startsWith('/') ? path : `/repo/${path}`, text]),
    ),
  });
