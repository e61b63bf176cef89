/** One sampled episode of the policy: the real loop, real tests (remembered), and every token with its probability. */
import { runEpisode } from '../agent/episode';
import { workspace } from '../facts/task';
import { readTranscript } from '../repair/transcript';
import { policy } from '../models/trained';
import { openDecoder, type NetDecoder } from '../models/trained/decoder';
import type { Shape, Weights } from '../models/trained/net';
import type { NetDecision } from '../models/trained/policy';
import { sequenceOf } from '../models/trained/sequence';
import type { Config, Files, Gate, Model, Report, Sandbox, Task, Trajectory } from '../types';
import { drain } from '../lib/stream';
import type { Example, Written } from './batch';
import type { WorkerPool, Play } from './workers';
import { messagesOf } from './examples';

export interface Arena {
  sandbox: Sandbox;
  /** null = no expert in these episodes. */
  expert: ((task: Task) => Model) | null;
  gate: Gate;
  config: Config;
  /** The verdict in a fresh sandbox; the same files give the same one. */
  verdict(task: Task, files: Files): Promise<Report>;
  /** Who works on other cores; absent = all is done here, one after the other. */
  pool?: WorkerPool;
}

export interface Rollout {
  task: Task;
  /** There was nobody to ask. */
  alone: boolean;
  trajectory: Trajectory;
  /** What was drawn: looking around and every page of lines are sequences of their own. */
  pages: Page[];
}

export interface Page {
  example: Example;
  /** Log-probability of each written token when it was drawn. */
  logp: number[];
}

export async function rollout(
  task: Task,
  decoder: NetDecoder,
  arena: Arena,
  seed: number,
  temperature: number,
  signal?: AbortSignal,
): Promise<Rollout> {
  const decisions: NetDecision[] = [];
  const protege = policy(decoder, { temperature, mayAsk: arena.expert !== null, on: (one) => decisions.push(one) });
  const team = { protege, expert: arena.expert?.(task) ?? null, gate: arena.gate, sandbox: arena.sandbox };
  const config = { ...arena.config, seed };
  const played = await drain(runEpisode(task, team, config, signal ? { signal } : {}));
  const report = await arena.verdict(task, workspace(task, played.steps));
  const trajectory: Trajectory = { ...played, report };
  return { task, alone: arena.expert === null, trajectory, pages: written(trajectory, decisions) };
}

/** Episodes in the order of `plays`, by the pool or here. An abort ends it early. */
export async function* rollouts(
  net: { shape: Shape; weights: Weights },
  plays: Play[],
  arena: Arena,
  signal?: AbortSignal,
): AsyncGenerator<Rollout, void> {
  const { pool, config, expert } = arena;
  if (pool) return yield* pool.rollouts(net, plays, { config, alone: expert === null }, signal);
  const decoder = await openDecoder(net.weights, net.shape);
  try {
    for (const { task, seed, temperature, alone } of plays) {
      if (signal?.aborted) return;
      yield await rollout(task, decoder, alone ? { ...arena, expert: null } : arena, seed, temperature, signal);
    }
  } finally {
    decoder.close();
  }
}

/** The drawn tokens where they stand in the final sequences; what the harness did otherwise is left out. */
function written(trajectory: Trajectory, decisions: NetDecision[]): Page[] {
  const s = sequenceOf(readTranscript(messagesOf(trajectory)));
  const parts = s.opening ? [s.opening, ...s.turned, s] : [s];
  return parts.flatMap(({ tokens }, page) => {
    const kept: Written[] = [];
    const logp: number[] = [];
    for (const decision of decisions) {
      if (decision.page !== page || decision.written.some(({ token }, i) => tokens[decision.at + i] !== token))
        continue;
      decision.written.forEach((one, i) => {
        if (one.allowed.length < 2) return;
        const { token, allowed, prior } = one;
        kept.push({ at: decision.at + i, token, allowed, ...(prior ? { prior } : {}), weight: 1 });
        logp.push(one.logp);
      });
    }
    return kept.length > 0 ? [{ example: { id: `${trajectory.task}/${page}`, tokens, written: kept }, logp }] : [];
  });
}
