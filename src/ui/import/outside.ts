/** The WebContainer as the room uses it. Loaded lazily. */
import { container, start, treeOf } from '../../sandboxes/container';
import type { Files } from '../../types';

export { container, onServer } from '../../sandboxes/container';

const DIR = 'workbench';

/** Starts a program over the repository's files in a folder of its own; the output comes with its colours. */
export async function startHere(
  files: Files,
  command: string,
  output: (text: string) => void,
): Promise<{ kill(): void; exit: Promise<number> }> {
  const wc = await container();
  await wc.fs.mkdir(DIR, { recursive: true });
  await wc.mount(treeOf(files), { mountPoint: DIR });
  const process = await start(command.trim().split(/\s+/), DIR, { cols: 100, rows: 24 });
  process.output.pipeTo(new WritableStream({ write: output })).catch(() => {});
  return { kill: () => process.kill(), exit: process.exit };
}
