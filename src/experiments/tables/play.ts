/** Plays single episodes of arms: the real loop, real tests and verdicts, both remembered per task. */
import fs from 'node:fs';
import path from 'node:path';
import { runEpisode } from '../../agent/episode';
import { escalated } from '../../facts/step';
import { workspace } from '../../facts/task';
import { drain } from '../../lib/stream';
import { create as oracle } from '../../models/oracle';
import { create as search } from '../../models/search';
import { parseCheckpoint } from '../../models/trained/checkpoint';
import { openDecoder, type NetDecoder } from '../../models/trained/decoder';
import { randomWeights } from '../../models/trained/init';
import { defaultConfig, openSandbox } from '../../run';
import { reservations, type Reservations } from '../../tasks/reservations';
import { commandKey, lasting, remembering, type Memory } from '../../sandboxes/cached';
import { measure } from '../../trajectory/measure';
import type { Config, ExecResult, Files, Model, Report, Task, Trajectory } from '../../types';
import { appendLine, readLines } from '../disk';
import { outcomeOf, type Outcome } from '../outcome';
import { judging } from '../training/verdicts';
import { solo, type Arm } from './arm';
import { gainsOf, gateOf } from './timing';
import { recalling, type Recalled } from './recall';

/** One episode in numbers; times are left out, so that the same episode gives the same outcome. */
export interface TableOutcome extends Outcome {
  longestRun: number;
  protegeWritten: number;
  expertWritten: number;
  /** What the protégé read and wrote as text, a quarter of the characters: the oracle's way of counting. */
  protegeText: number;
  /** Steps (from 1) in which the expert spoke, and in which fewer tests failed than ever before; absent in older episodes. */
  asks?: number[];
  gains?: number[];
}

export interface TablePlayer {
  play(arm: Arm, task: Task, seed: number): Promise<TableOutcome>;
  close(): Promise<void>;
}

interface Remembered {
  task: string;
  runs: Memory;
  /** What the net decided, by what it read. */
  decisions: Recalled;
  /** With what speaks against a pass. */
  verdict(task: Task, files: Files): Promise<Report>;
}

/** `files`: checkpoints by name. `memory`: a folder for test runs and verdicts, one file per task. */
export function openPlayer(memory: string, files: Partial<Record<string, string>>): TablePlayer {
  fs.mkdirSync(memory, { recursive: true });
  const { borrow, close } = lasting(() => openSandbox(defaultConfig().sandbox));
  const decoders = new Map<string, Promise<NetDecoder>>();
  let now: Remembered | undefined;

  async function load(name: string): Promise<NetDecoder> {
    const file = files[name] ?? (name === 'untrained' ? files.sft : undefined);
    if (file === undefined) throw new Error(`There are no weights "${name}"; make them first.`);
    const { shape, weights } = parseCheckpoint(new Uint8Array(fs.readFileSync(file)));
    return openDecoder(name === 'untrained' ? randomWeights(shape, 0) : weights, shape);
  }

  async function protege({ weights, expert, mayAsk, without }: Arm, seed: number, decisions: Recalled): Promise<Model> {
    if (weights === null) return search(expert ? {} : { patience: 0 });
    if (!decoders.has(weights)) decoders.set(weights, load(weights));
    const shift = (seed * TURN) % NAMES;
    return recalling(decisions, weights, await decoders.get(weights)!, { mayAsk, without, shift });
  }

  function remembered(task: Task): Remembered {
    if (now?.task === task.id) return now;
    const judge = judging(kept<Report>(path.join(memory, `${task.id}.verdicts.jsonl`)), borrow);
    const weighed = kept<Reservations>(path.join(memory, `${task.id}.weighed.jsonl`));
    now = {
      task: task.id,
      decisions: new Map(),
      runs: kept<ExecResult>(path.join(memory, `${task.id}.runs.jsonl`)),
      async verdict(one, left) {
        const key = commandKey(left, '');
        const report = await judge(one, left, key);
        if (!report.resolved) return report;
        const found = weighed.get(key) ?? (await reservations(one, { files: left }, borrow, report));
        weighed.set(key, found);
        return { ...report, ...found };
      },
    };
    return now;
  }

  return {
    async play(arm, task, seed) {
      const { runs, verdict, decisions } = remembered(task);
      const episode = async (one: Arm, alone?: Trajectory) => {
        const { model, read } = counted(await protege(one, seed, decisions));
        const expert = one.expert && oracle({ ...one.expert, seed }, { goldPatch: task.goldPatch ?? '', task });
        const gate = await gateOf(one.gate, `${task.id} ${seed}`, alone);
        const team = { protege: model, expert, gate, sandbox: remembering(borrow, runs) };
        const played = await drain(runEpisode(task, team, configOf(one, seed)));
        return { played: { ...played, report: await verdict(task, workspace(task, played.steps)) }, read };
      };
      const alone = arm.gate.id === 'timing' ? await episode(solo('', '', arm.weights, arm.steps)) : undefined;
      const { played, read } = await episode(arm, alone?.played);
      return tableOutcome(played, read());
    },
    async close() {
      for (const decoder of decoders.values()) (await decoder).close();
      await close();
    },
  };
}

/** Values by key, kept in a file; those of one task are few enough to hold. */
function kept<T>(file: string): { get(key: string): T | undefined; set(key: string, value: T): void } {
  const known = new Map(readLines<[string, T]>(file));
  return {
    get: (key) => known.get(key),
    set(key, value) {
      if (!known.has(key)) appendLine(file, [key, value]);
      known.set(key, value);
    },
  };
}

/** A seed turns the 64 slots of local names by this many: another reading of the same code. */
const TURN = 21;
const NAMES = 64;

const DAY = 24 * 3_600_000;

function configOf({ weights, expert, gate, context, steps }: Arm, seed: number): Config {
  const base = defaultConfig();
  return {
    ...base,
    protege: { id: weights === null ? 'search' : 'trained' },
    expert: expert && { id: 'oracle', options: expert },
    gate,
    limits: { ...base.limits, steps, tokens: 1e9, wallMs: DAY },
    context: { ...base.context, expert: context },
    seed,
  };
}

/** Counts what a model reads and writes as text. */
function counted(model: Model): { model: Model; read(): number } {
  let chars = 0;
  const generate: Model['generate'] = async function* (messages, options) {
    const done = yield* model.generate(messages, options);
    chars += messages.reduce((sum, { content }) => sum + content.length, done.text.length);
    return done;
  };
  return { model: { generate }, read: () => Math.ceil(chars / 4) };
}

function tableOutcome(trajectory: Trajectory, protegeText: number): TableOutcome {
  const { longestRun, protegeWritten, expertWritten } = measure(trajectory);
  return {
    ...outcomeOf(trajectory),
    longestRun,
    protegeWritten,
    expertWritten,
    protegeText,
    asks: trajectory.steps.flatMap((step, i) => (escalated(step) ? [i + 1] : [])),
    gains: gainsOf(trajectory.steps),
  };
}
