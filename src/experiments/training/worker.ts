/** One worker of the training pool: an arena and a decoder of its own; what was run before is asked of the main thread. */
import { workerData, type MessagePort } from 'node:worker_threads';
import { connect, serve, type Port } from '../../lib/rpc';
import { openDecoder, type NetDecoder } from '../../models/trained/decoder';
import type { Shape, Weights } from '../../models/trained/net';
import type { Batch, Sizes } from '../../train/batch';
import { teachOne } from '../../train/collect';
import type { Play, Showing } from '../../train/workers';
import { lossOf, type LossOf } from '../../train/losses';
import { openGrader, type Grader } from '../../train/optimise';
import { rollout } from '../../train/rollout';
import type { Config } from '../../types';
import { arenaOn } from './arena';
import type { Supply } from './pool';

const { calls, supply, config } = workerData as { calls: MessagePort; supply: MessagePort; config: Config };
const { remote } = connect<Supply>(supply as unknown as Port);
const arena = arenaOn(
  {
    runs: { get: (key) => remote.ran(key), set: (key, result) => void remote.keepRun(key, result) },
    verdicts: { get: (key) => remote.judged(key), set: (key, report) => void remote.keepVerdict(key, report) },
  },
  config,
);
let decoder: NetDecoder | undefined;
const graders = new Map<number, Grader>();

const hand = {
  lesson: ({ task, kind, seed }: Showing, around: Config) =>
    teachOne(task, kind, { ...arena, expert: arena.expert!, config: around }, seed),
  async learn(shape: Shape, weights: Weights) {
    const next = await openDecoder(weights, shape);
    decoder?.close();
    decoder = next;
  },
  play({ task, seed, temperature, alone }: Play, around: Config, all: boolean) {
    const here = { ...arena, config: around, ...(alone || all ? { expert: null } : {}) };
    return rollout(task, decoder!, here, seed, temperature);
  },
  async open(id: number, shape: Shape, sizes: Sizes, loss: LossOf) {
    graders.set(id, await openGrader(shape, sizes, { loss: lossOf(loss), critic: loss.kind === 'ppo' }));
  },
  grade: (id: number, weights: Weights, batch: Batch, extra: Record<string, Float32Array>) =>
    graders.get(id)!.grade(weights, batch, extra),
  score: (id: number, weights: Weights, batch: Batch) => graders.get(id)!.score(weights, batch),
  values: (id: number, weights: Weights, batch: Batch) => graders.get(id)!.values(weights, batch),
  shut(id: number) {
    graders.get(id)?.close();
    graders.delete(id);
  },
  close: () => arena.close(),
};
export type Hand = typeof hand;

serve(calls as unknown as Port, hand);
