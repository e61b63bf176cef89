/** The import core as the room uses it, with the packs that the site brings. Loaded lazily. */
import { drain } from '../../lib/stream';
import { openSandbox } from '../../run';
import type { ExecResult, Files, Sandbox } from '../../types';

export { importAddress } from '../../import';
export { detect, packageFiles } from '../../import/detect';
export { workingFiles, makeTask, problemFrom } from '../../import/draft';
export { importFolder } from '../../import/folder';
export { installPackages, wanted } from '../../import/install';
export { tokenFetch } from './token';
export { importedBy, readAhead } from '../../import/manifest';
export { originText } from '../../import/origin';
export { siblings } from '../../import/workspaces';

interface PackLine {
  name: string;
}

/** Names of the test libraries that the embedded sandbox has without installing. */
export async function bundledNames(): Promise<string[]> {
  const response = await fetch(new URL('sandbox/packs/index.json', document.baseURI)).catch(() => undefined);
  if (!response?.ok) return [];
  return [...new Set(Object.values((await response.json()) as Record<string, PackLine>).map(({ name }) => name))];
}

/** One run of a command over files in a fresh sandbox, which is closed afterwards. */
export async function tryOut(
  kind: string,
  files: Files,
  command: string,
  { signal, onOutput }: { signal: AbortSignal; onOutput: (text: string) => void },
): Promise<ExecResult> {
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await openSandbox({ id: kind });
    await sandbox.reset(files);
    return await drain(sandbox.exec(command, { timeoutMs: 120_000, signal }), ({ text }) => onOutput(text));
  } finally {
    await sandbox?.close();
  }
}
