/** Plays what is missing, one line of JSON an episode; a run that was cut off goes on where it was. */
import fs from 'node:fs';
import path from 'node:path';
import { mapInOrder } from '../../lib/pool';
import { defaultConfig, withScaffold } from '../../run';
import type { Config, Task, Trajectory } from '../../types';
import type { Lazy } from '../library';
import { armKey, type ModelArm, type SetId } from './arms';
import { factsOf, type ModelFacts } from './facts';

export interface Planned {
  arm: ModelArm;
  set: SetId;
  lazy: Lazy;
}

export interface PlayOptions {
  out: string;
  jobs: number;
  /** Epoch ms after which no episode begins. */
  until: number;
  /** Writes the episodes themselves, too. */
  keep: boolean;
  /** Name of this process's own file. */
  part: string;
  say(line: string): void;
  /** One episode with its verdict. */
  episode(task: Task, config: Config): Promise<Trajectory>;
}

const keyOf = (arm: string, task: string) => `${arm} ${task}`;

export function readFacts(out: string): Map<string, ModelFacts> {
  const found = new Map<string, ModelFacts>();
  if (!fs.existsSync(out)) return found;
  for (const name of fs
    .readdirSync(out)
    .filter((name) => /^episodes.*\.jsonl$/.test(name))
    .sort())
    for (const line of fs.readFileSync(path.join(out, name), 'utf8').split('\n')) {
      try {
        const facts = JSON.parse(line) as ModelFacts;
        found.set(keyOf(facts.arm, facts.task), facts);
      } catch {
        // a line that was cut off with its process: that episode is played again
      }
    }
  return found;
}

export function configFor({ config }: ModelArm): Config {
  const base = defaultConfig();
  const limits = { ...base.limits, wallMs: 4 * 3_600_000, tokens: 1e9 };
  return withScaffold(defaultConfig({ limits, ...config, threshold: 0.5 }));
}

export async function play(planned: Planned[], options: PlayOptions): Promise<void> {
  const { out, jobs, until, keep, part, say, episode } = options;
  fs.mkdirSync(out, { recursive: true });
  const have = readFacts(out);
  const file = path.join(out, `episodes${part}.jsonl`);
  const missing = planned.filter(({ arm, lazy }) => !have.has(keyOf(armKey(arm), taskName(lazy))));
  let done = 0;
  await mapInOrder(missing, jobs, async ({ arm, set, lazy }) => {
    if (Date.now() > until) return;
    const started = performance.now();
    const facts = await attempt(episode, arm, set, lazy.load(), started, (trajectory) => {
      if (!keep) return;
      const dir = path.join(out, 'trajectories', arm.id);
      fs.mkdirSync(dir, { recursive: true });
      fs.writeFileSync(path.join(dir, `${trajectory.task.replace(/[^\w.-]+/g, '_')}.json`), JSON.stringify(trajectory));
    });
    fs.appendFileSync(file, `${JSON.stringify({ ...facts, task: taskName(lazy) })}\n`);
    say(
      `${String(++done).padStart(5)}/${missing.length}  ${facts.resolved ? '✔' : facts.overfit ? '≈' : '✘'} ${arm.id}  ${facts.task}  ${facts.exit}, ${facts.tries} tries, ${facts.asks} asks, ${(facts.wallMs / 1000).toFixed(1)} s${facts.error ? `  ${facts.error}` : ''}`,
    );
  });
}

export const taskName = ({ name }: Lazy): string => name.replace(/\.json$/, '');

/** A crash of one episode is a row, not the end. */
async function attempt(
  episode: PlayOptions['episode'],
  arm: ModelArm,
  set: SetId,
  task: Task,
  started: number,
  keep: (trajectory: Trajectory) => void,
): Promise<ModelFacts> {
  const key = armKey(arm);
  try {
    const trajectory = await episode(task, configFor(arm));
    keep(trajectory);
    return factsOf(key, set, trajectory, performance.now() - started);
  } catch (error) {
    if ((error as Error).name === 'BadInput') throw error;
    const none = {
      resolved: false,
      overfit: false,
      exit: 'error',
      steps: 0,
      tries: 0,
      at: 0,
      malformed: 0,
      stale: 0,
      longest: 0,
      asks: 0,
      protegeTokens: 0,
      expertTokens: 0,
      prefilled: 0,
      written: 0,
      modelMs: 0,
    };
    return {
      arm: key,
      set,
      task: task.id,
      ...none,
      wallMs: Math.round(performance.now() - started),
      error: (error as Error).message,
    };
  }
}
