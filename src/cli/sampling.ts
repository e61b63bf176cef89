/** Samples one repo in a process of its own: a mutant that eats all memory takes that process down, nothing more. */
import { fork } from 'node:child_process';
import { sandboxes } from '../sandboxes';
import type { Sampled } from '../tasks/sample';
import { readPack } from './library';

type News = { trying: number } | { sampled: Sampled } | { fault: string };

/** In the child: samples and tells the parent by IPC. `lethal` are numbers of mutants that ended an earlier child. */
export async function sampleHere(name: string, seed: number, lethal: number[]): Promise<void> {
  const { sample } = await import('../tasks/sample');
  const sandbox = await (await sandboxes.embedded!.load()).create({}, undefined);
  const tell = (news: News) => new Promise<void>((resolve) => process.send!(news, () => resolve()));
  try {
    const sampled = await sample(readPack(name), sandbox, seed, { lethal, trying: (trying) => tell({ trying }) });
    await tell({ sampled });
  } catch (error) {
    await tell({ fault: (error as Error).message });
  } finally {
    await sandbox.close();
  }
  process.disconnect();
}

/** In the parent: the rows of a repo. Throws when the repo cannot be used. */
export async function sampleApart(name: string, seed: number): Promise<Sampled> {
  const lethal: number[] = [];
  for (;;) {
    const { last, news } = await once(name, seed, lethal);
    if (news && 'sampled' in news) return news.sampled;
    if (news) throw new Error(news.fault);
    if (last === -1) throw new Error(`${name}: the process ended before the correct repo had run.`);
    lethal.push(last);
  }
}

function once(
  name: string,
  seed: number,
  lethal: number[],
): Promise<{ last: number; news?: Exclude<News, { trying: number }> }> {
  const args = ['tasks', '--apart', name, '--seed', String(seed), '--lethal', lethal.join()];
  const child = fork(process.argv[1]!, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let last = -1;
  return new Promise((resolve) => {
    let news: Exclude<News, { trying: number }> | undefined;
    child.on('message', (message: News) => {
      if ('trying' in message) last = message.trying;
      else news = message;
    });
    // Drained and dropped: a process that dies of memory prints pages of native stack.
    child.stderr!.resume();
    child.on('close', () => resolve(news ? { last, news } : { last }));
  });
}
