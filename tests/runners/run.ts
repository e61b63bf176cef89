/** One command in a fresh headless sandbox, and its results as sorted `status name` lines. */
import { drain } from '../../src/lib/stream';
import { create } from '../../src/sandboxes/node';
import type { ExecOptions, ExecResult, Files } from '../../src/types';
import { buildSandbox } from '../../scripts/sandbox.mjs';
import { PATIENCE } from '../patience';

let built: Promise<unknown> | undefined;

export async function run(files: Files, command: string, options: ExecOptions = {}): Promise<ExecResult> {
  await (built ??= buildSandbox());
  const sandbox = create({});
  try {
    await sandbox.reset(files);
    return await drain(sandbox.exec(command, { timeoutMs: PATIENCE.fact, ...options }));
  } finally {
    await sandbox.close();
  }
}

const OWN = /^(loading the test file|no tests)$/;

export const lines = ({ tests }: ExecResult): string[] =>
  (tests?.tests ?? [])
    .map(({ status, name, file }) => (OWN.test(name) ? `${status} file ${file}` : `${status} ${name}`))
    .sort();
