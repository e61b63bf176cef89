/** Plays many episodes, task by task, in this process or in several of the same program; the results are the same. */
import { fork, type ChildProcess } from 'node:child_process';
import { inOrder } from '../../lib/pool';
import type { Task } from '../../types';
import type { Arm } from './arm';
import { openPlayer, type Facts, type TablePlayer } from './play';

/** All that is to be played on one task: one after the other, so that what is remembered of it stays at hand. */
export interface Unit {
  task: Task;
  work: { arm: Arm; seed: number }[];
}

export interface Setting {
  /** Folder of remembered test runs and verdicts. */
  memory: string;
  /** Checkpoints by name. */
  files: Partial<Record<string, string>>;
}

export type OnPlayed = (arm: Arm, task: string, seed: number, facts: Facts) => void;

export interface Lanes {
  /** Calls `on` for every episode as it ends; the order depends on `jobs`, the facts do not. */
  play(units: readonly Unit[], on: OnPlayed): Promise<void>;
  close(): Promise<void>;
}

/** `jobs` 1 plays in this process; else that many others are started, when there is work for them, and kept. */
export function openLanes(jobs: number, setting: Setting): Lanes {
  if (jobs === 1) {
    let player: TablePlayer | undefined;
    return {
      async play(units, on) {
        player ??= openPlayer(setting.memory, setting.files);
        for (const unit of units) await playUnit(player, unit, on);
      },
      close: async () => player?.close(),
    };
  }
  const children: ChildProcess[] = [];
  return {
    async play(units, on) {
      while (children.length < Math.min(jobs, units.length)) children.push(start(setting));
      const free = children.slice(0, units.length);
      for await (const _ of inOrder(free, units, (child, unit) => playOn(child, unit, on)));
    },
    close: async () => void (await Promise.all(children.map(ended))),
  };
}

async function playUnit(player: TablePlayer, { task, work }: Unit, on: OnPlayed): Promise<void> {
  for (const { arm, seed } of work) on(arm, task.id, seed, await attempt(player, arm, task, seed));
}

/** A crash is tried once more; twice in a row it counts as an unresolved episode that says why. */
async function attempt(player: TablePlayer, arm: Arm, task: Task, seed: number): Promise<Facts> {
  for (let left = 1; ; left--) {
    try {
      return await player.play(arm, task, seed);
    } catch (error) {
      if (left === 0) return { ...NOTHING, error: (error as Error).message };
    }
  }
}

const NOTHING: Facts = {
  resolved: false,
  exit: 'error',
  steps: 0,
  calls: 0,
  longestRun: 0,
  protegeTokens: 0,
  expertTokens: 0,
  protegeWritten: 0,
  expertWritten: 0,
  protegeText: 0,
};

type ToLane = { setting: Setting } | { unit: Unit };
type FromLane = { arm: Arm; task: string; seed: number; facts: Facts } | 'idle';

function start(setting: Setting): ChildProcess {
  const child = fork(process.argv[1]!, ['tables', '--lane'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send({ setting } satisfies ToLane);
  return child;
}

/** Has one process play a unit. @throws when the process is gone. */
function playOn(child: ChildProcess, unit: Unit, on: OnPlayed): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const done = (end: () => void) => {
      child.removeAllListeners();
      end();
    };
    const lost = () =>
      done(() =>
        reject(new Error('A process that plays episodes ended early; run the same command again, it goes on.')),
      );
    child.on('message', (told: FromLane) => {
      if (told === 'idle') done(resolve);
      else on(told.arm, told.task, told.seed, told.facts);
    });
    child.on('error', lost);
    child.on('exit', lost);
    if (child.connected) child.send({ unit } satisfies ToLane);
    else lost();
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.connected) child.disconnect();
  await gone;
}

/** The other end: serves until the channel closes. */
export async function serveLane(): Promise<number> {
  const tell = (told: FromLane) => process.send!(told);
  let player: TablePlayer | undefined;
  let turn: Promise<void> = Promise.resolve();
  const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
  process.on('message', (asked: ToLane) => {
    turn = turn.then(async () => {
      if ('setting' in asked) player = openPlayer(asked.setting.memory, asked.setting.files);
      else {
        await playUnit(player!, asked.unit, (arm, task, seed, facts) => tell({ arm, task, seed, facts }));
        tell('idle');
      }
    });
  });
  await gone;
  process.exit(0);
}
