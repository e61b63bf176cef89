/** Plays many episodes, task by task, in this process or in several of the same program; the results are the same. */
import { fork, type ChildProcess } from 'node:child_process';
import { inOrder } from '../../lib/pool';
import { connect, serve, type Port, type Remote } from '../../lib/rpc';
import { drain } from '../../lib/stream';
import type { Stream, Task } from '../../types';
import { crashed } from '../outcome';
import type { Arm } from './arm';
import { openPlayer, type TableOutcome, type TablePlayer } from './play';

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

/** One episode of a unit, as it ends. */
export interface LanePlayed {
  arm: Arm;
  task: string;
  seed: number;
  outcome: TableOutcome;
}

export interface Lanes {
  /** Calls `on` for every episode as it ends; the order depends on `jobs`, the outcomes do not. */
  play(units: readonly Unit[], on: (played: LanePlayed) => void): Promise<void>;
  close(): Promise<void>;
}

/** `jobs` 1 plays in this process; else that many others are started, when there is work for them, and kept. */
export function openLanes(jobs: number, setting: Setting): Lanes {
  if (jobs === 1) {
    let player: TablePlayer | undefined;
    return {
      async play(units, on) {
        player ??= openPlayer(setting.memory, setting.files);
        for (const unit of units) await drain(playUnit(player, unit), on);
      },
      close: async () => player?.close(),
    };
  }
  const lanes: Lane[] = [];
  return {
    async play(units, on) {
      while (lanes.length < Math.min(jobs, units.length)) lanes.push(start(setting));
      const free = lanes.slice(0, units.length);
      for await (const _ of inOrder(free, units, ({ remote }, unit) => drain(remote.play(unit), on)));
    },
    close: async () => void (await Promise.all(lanes.map(({ end }) => end()))),
  };
}

async function* playUnit(player: TablePlayer, { task, work }: Unit): Stream<LanePlayed, void> {
  for (const { arm, seed } of work) yield { arm, task: task.id, seed, outcome: await attempt(player, arm, task, seed) };
}

/** A crash is tried once more; twice in a row it counts as an unresolved episode that says why. */
async function attempt(player: TablePlayer, arm: Arm, task: Task, seed: number): Promise<TableOutcome> {
  for (let left = 1; ; left--) {
    try {
      return await player.play(arm, task, seed);
    } catch (error) {
      if (left === 0) return { ...crashed(error), longestRun: 0, protegeWritten: 0, expertWritten: 0, protegeText: 0 };
    }
  }
}

/** What another process of this program answers. */
const laneOf = (player: TablePlayer) => ({ play: (unit: Unit) => playUnit(player, unit) });
type LaneApi = ReturnType<typeof laneOf>;

interface Lane {
  remote: Remote<LaneApi>;
  end(): Promise<void>;
}

function start(setting: Setting): Lane {
  const child = fork(process.argv[1]!, ['tables', '--lane'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, [SETTING]: JSON.stringify(setting) },
  });
  const { remote, close } = connect<LaneApi>(portOf(child), ['play']);
  const lost = () =>
    close(new Error('A process that plays episodes ended early; run the same command again, it goes on.'));
  child.on('error', lost);
  child.on('exit', lost);
  return { remote, end: () => ended(child) };
}

const SETTING = 'PROTEGE_LANE';

/** A process's channel as rpc wants a port. */
function portOf(channel: Pick<ChildProcess, 'send' | 'on' | 'off'>): Port {
  const heard = new Map<unknown, (data: unknown) => void>();
  return {
    postMessage: (message) => void channel.send(message as object),
    addEventListener(_, listener) {
      const on = (data: unknown) => listener({ data } as MessageEvent);
      heard.set(listener, on);
      channel.on('message', on);
    },
    removeEventListener: (_, listener) => void channel.off('message', heard.get(listener)!),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.connected) child.disconnect();
  await gone;
}

/** The other end: serves until the channel closes. */
export async function serveLane(): Promise<number> {
  const { memory, files } = JSON.parse(process.env[SETTING]!) as Setting;
  const gone = new Promise<void>((resolve) => process.once('disconnect', resolve));
  serve(portOf(process as unknown as ChildProcess), laneOf(openPlayer(memory, files)));
  await gone;
  process.exit(0);
}
