/** A command line in this process: for what ends before any work, since a process of its own takes half a second to start. */
import { vi } from 'vitest';
import { main } from '../../src/cli/main';

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** @param folder stands for the folder it is called in */
export async function inside(folder: string, ...args: string[]): Promise<Said> {
  const before = process.cwd();
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text);
      return true;
    }),
  );
  process.chdir(folder);
  try {
    return { code: await main(args), ...said };
  } finally {
    process.chdir(before);
    for (const spy of spies) spy.mockRestore();
  }
}
