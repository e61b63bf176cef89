/** One command in a headless sandbox of the file's own, and its results as sorted `status name` lines. */
import { afterAll } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/sandboxes/node';
import type { ExecOptions, ExecResult, Files, Sandbox } from '../../src/types';
import { buildSandbox } from '../../scripts/sandbox.mjs';
import { PATIENCE } from '../patience';

let built: Promise<unknown> | undefined;
/** One after the other in the same ones: starting one takes as long as a command, and from the third on it is warm. */
const idle: Sandbox[] = [];
afterAll(() => Promise.all(idle.splice(0).map((one) => one.close())));

export async function run(files: Files, command: string, options: ExecOptions = {}): Promise<ExecResult> {
  await (built ??= buildSandbox());
  const sandbox = idle.pop() ?? create({});
  await sandbox.reset(files);
  const result = await drain(sandbox.exec(command, { timeoutMs: PATIENCE.fact, ...options }));
  idle.push(sandbox);
  return result;
}

const OWN = /^(loading the test file|no tests)$/;

export const lines = ({ tests }: ExecResult): string[] =>
  (tests?.tests ?? [])
    .map(({ status, name, file }) => (OWN.test(name) ? `${status} file ${file}` : `${status} ${name}`))
    .sort();
