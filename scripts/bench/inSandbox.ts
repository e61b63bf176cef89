/** One command on the files of a fresh sandbox, as the terminal opens it. */
import { drain } from '../../src/lib/stream';
import { openSandbox } from '../../src/run';
import type { ExecResult, Files } from '../../src/types';

export async function inSandbox(files: Files, command: string): Promise<ExecResult> {
  const sandbox = await openSandbox({ id: 'embedded' });
  try {
    await sandbox.reset(files);
    return await drain(sandbox.exec(command, { timeoutMs: 120_000 }));
  } finally {
    await sandbox.close();
  }
}
