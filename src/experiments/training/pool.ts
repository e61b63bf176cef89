/**
 * Training on all cores: worker threads that show, play and take gradients, each with a sandbox of its own. This thread
 * alone writes to disk. Seeds belong to episodes and sums are taken in order: more workers give the same, sooner.
 */
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { connect, serve, type Port, type Remote } from '../../lib/rpc';
import { inOrder } from '../../lib/pool';
import type { WorkerPool } from '../../train/workers';
import { sharded } from '../../train/shards';
import type { Config, ExecResult, Report } from '../../types';
import { root } from '../library';
import type { Caches } from './arena';
import type { Hand } from './worker';

/** What a worker asks of this thread. */
export type Supply = ReturnType<typeof supplyOf>;

const supplyOf = ({ runs, verdicts }: Caches) => ({
  ran: (key: string) => runs.get(key),
  keepRun: (key: string, result: ExecResult) => runs.set(key, result),
  judged: (key: string) => verdicts.get(key),
  keepVerdict: (key: string, report: Report) => verdicts.set(key, report),
});

interface Hired {
  hand: Remote<Hand>;
  end(): Promise<void>;
}

/** Rows of a batch that one worker takes at a time. */
const ROWS = 1;

export function openPool(jobs: number, caches: Caches, config: Config): { pool: WorkerPool; close(): Promise<void> } {
  let all: Hired[] | undefined;
  let graders = 0;
  const hands = () => (all ??= Array.from({ length: jobs }, () => hire(caches, config))).map(({ hand }) => hand);
  return {
    pool: {
      lessons: (showings, around) => inOrder(hands(), showings, (hand, one) => hand.lesson(one, around)),
      async *rollouts({ shape, weights }, plays, { config: around, alone }, signal) {
        await Promise.all(hands().map((hand) => hand.learn(shape, weights)));
        yield* inOrder(hands(), plays, (hand, play) => hand.play(play, around, alone), signal);
      },
      async grader(shape, sizes, loss) {
        const id = graders++;
        await Promise.all(hands().map((hand) => hand.open(id, shape, { ...sizes, rows: ROWS }, loss)));
        const parts = hands().map((hand) => ({
          grade: (weights: Parameters<Hand['grade']>[1], batch: Parameters<Hand['grade']>[2], extra = {}) =>
            hand.grade(id, weights, batch, extra),
          score: (weights: Parameters<Hand['score']>[1], batch: Parameters<Hand['score']>[2]) =>
            hand.score(id, weights, batch),
          values: (weights: Parameters<Hand['values']>[1], batch: Parameters<Hand['values']>[2]) =>
            hand.values(id, weights, batch),
          close: () => void hand.shut(id),
        }));
        return sharded(parts, { sizes, shape, rows: ROWS });
      },
    },
    async close() {
      await Promise.all(all?.map(({ end }) => end()) ?? []);
      all = undefined;
    },
  };
}

function hire(caches: Caches, config: Config): Hired {
  const file = path.join(root, 'dist-node/train-worker.mjs');
  if (!fs.existsSync(file))
    throw new Error('The workers of the training are not built; start it with `npm run train`.');
  const [calls, supply] = [new MessageChannel(), new MessageChannel()];
  const stop = serve(supply.port1 as unknown as Port, supplyOf(caches));
  const { remote, close } = connect<Hand>(calls.port1 as unknown as Port);
  const worker = new Worker(file, {
    workerData: { calls: calls.port2, supply: supply.port2, config },
    transferList: [calls.port2, supply.port2] as never,
  });
  const lost = (why: string) =>
    close(new Error(`A worker of the training ended: ${why}. Run it again; it goes on where it stopped.`));
  worker.on('error', (error) => lost(error.message));
  worker.on('exit', (code) => lost(`exit code ${code}`));
  return {
    hand: remote,
    async end() {
      await remote.close().catch(() => {}); // one that is lost already has nothing to close
      stop();
      calls.port1.close();
      supply.port1.close();
      await worker.terminate();
    },
  };
}
