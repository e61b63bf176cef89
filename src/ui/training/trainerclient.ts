/** The training worker with a sandbox of this page, and the tasks to learn from. Loaded when a training starts. */
import url from '../../../workers/train?worker&url';
import { connect, serve, type Remote } from '../../lib/rpc';
import { startWorker } from '../../lib/worker';
import { defaultConfig, openSandbox } from '../../run';
import type { LiveApi, LiveOptions } from '../../train/protocol';
import type { Sandbox, Task } from '../../types';
import { catalog, type TaskRow } from '../catalog.svelte';

export interface TrainerClient {
  remote: Remote<LiveApi>;
  close(): void;
}

export async function openTrainerClient(onDeath: (reason: string) => void): Promise<TrainerClient> {
  const sandbox = await openSandbox({ id: 'embedded' });
  const worker = startWorker(url, 'train');
  const channel = new MessageChannel();
  const lent: Sandbox = { ...sandbox, close: async () => {} }; // it stays the page's
  serve(channel.port1, lent);
  worker.postMessage({ lend: channel.port2 }, [channel.port2]);
  const { remote, close } = connect<LiveApi>(worker, ['train']);
  const end = (error: Error) => {
    close(error);
    worker.terminate();
    channel.port1.close();
    void sandbox.close();
  };
  worker.addEventListener('error', (event) => {
    const reason = `The training ended: ${event.message || 'its worker did not load'}. Start it again.`;
    end(new Error(reason));
    onDeath(reason);
  });
  return { remote, close: () => end(new DOMException('The training was closed.', 'AbortError')) };
}

const repo = ({ id }: TaskRow) => id.replace(/-[^-]+$/, '');

/** `each` easy tasks of each of the first `repos` repos of a split; the same ones every time. */
async function some(split: string, repos: number, each: number): Promise<Task[]> {
  const rows = catalog.rows.filter(
    (row) => row.split === split && row.difficulty === 'easy' && row.framework === 'node:test',
  );
  const names = [...new Set(rows.map(repo))].slice(0, repos);
  const chosen = names.flatMap((name) => rows.filter((row) => repo(row) === name).slice(0, each));
  const tasks = await Promise.all(chosen.map(({ id }) => catalog.task(id)));
  return tasks.filter(({ goldPatch }) => goldPatch !== undefined);
}

/** Tasks of the training split to learn from, tasks of development repos to be checked on. */
export async function trainingTasks(): Promise<Pick<LiveOptions, 'practice' | 'heldOut' | 'config'>> {
  await catalog.load();
  if (catalog.state.kind === 'failed') throw new Error(catalog.state.message);
  const [practice, heldOut] = await Promise.all([some('train', 4, 5), some('dev', 2, 3)]);
  if (practice.length === 0 || heldOut.length === 0)
    throw new Error('This site has no tasks to learn from. Build it again with `npm run build`.');
  const base = defaultConfig();
  const limits = { ...base.limits, steps: 20, expertCalls: 2 };
  return {
    practice,
    heldOut,
    config: { ...base, protege: { id: 'trained' }, expert: { id: 'oracle' }, gate: { id: 'asked' }, limits },
  };
}
