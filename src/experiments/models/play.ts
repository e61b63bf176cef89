/** Plays what is missing, one line of JSON an episode; a run that was cut off goes on where it was. */
import fs from 'node:fs';
import path from 'node:path';
import { mapInOrder } from '../../lib/pool';
import { defaultConfig, withScaffold } from '../../run';
import type { Config, Task, Trajectory } from '../../types';
import type { Lazy } from '../library';
import { armKey, type ModelArm, type SetId } from './arms';
import { crashedModel, modelOutcome, type ModelOutcome } from './outcome';
import { withCurrentNames } from '../outcome';

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

export function readOutcomes(out: string): Map<string, ModelOutcome> {
  const found = new Map<string, ModelOutcome>();
  if (!fs.existsSync(out)) return found;
  for (const name of fs
    .readdirSync(out)
    .filter((name) => /^episodes.*\.jsonl$/.test(name))
    .sort())
    for (const line of fs.readFileSync(path.join(out, name), 'utf8').split('\n')) {
      try {
        const outcome = withCurrentNames(JSON.parse(line) as ModelOutcome);
        found.set(keyOf(outcome.arm, outcome.task), outcome);
      } catch {
        // a line that was cut off with its process: that episode is played again
      }
    }
  return found;
}

function configFor({ config }: ModelArm): Config {
  const base = defaultConfig();
  const limits = { ...base.limits, wallMs: 4 * 3_600_000, tokens: 1e9 };
  return withScaffold(defaultConfig({ limits, ...config, threshold: 0.5 }));
}

export async function play(planned: Planned[], options: PlayOptions): Promise<void> {
  const { out, jobs, until, keep, part, say, episode } = options;
  fs.mkdirSync(out, { recursive: true });
  const have = readOutcomes(out);
  const file = path.join(out, `episodes${part}.jsonl`);
  const missing = planned.filter(({ arm, lazy }) => !have.has(keyOf(armKey(arm), taskName(lazy))));
  let done = 0;
  await mapInOrder(missing, jobs, async ({ arm, set, lazy }) => {
    if (Date.now() > until) return;
    const started = performance.now();
    const outcome = await attempt(episode, arm, set, lazy.load(), started, (trajectory) => {
      if (!keep) return;
      const dir = path.join(out, 'trajectories', arm.id);
      fs.mkdirSync(dir, { recursive: true });
      fs.writeFileSync(path.join(dir, `${trajectory.task.replace(/[^\w.-]+/g, '_')}.json`), JSON.stringify(trajectory));
    });
    fs.appendFileSync(file, `${JSON.stringify({ ...outcome, task: taskName(lazy) })}\n`);
    say(
      `${String(++done).padStart(5)}/${missing.length}  ${outcome.resolved ? '✔' : outcome.overfit ? '≈' : '✘'} ${arm.id}  ${outcome.task}  ${outcome.exit}, ${outcome.tries} tries, ${outcome.expertCalls} asks, ${(outcome.wallMs / 1000).toFixed(1)} s${outcome.error ? `  ${outcome.error}` : ''}`,
    );
  });
}

const taskName = ({ name }: Lazy): string => name.replace(/\.json$/, '');

async function attempt(
  episode: PlayOptions['episode'],
  arm: ModelArm,
  set: SetId,
  task: Task,
  started: number,
  keep: (trajectory: Trajectory) => void,
): Promise<ModelOutcome> {
  const key = armKey(arm);
  try {
    const trajectory = await episode(task, configFor(arm));
    keep(trajectory);
    return modelOutcome(key, set, trajectory, performance.now() - started);
  } catch (error) {
    if ((error as Error).name === 'BadInput') throw error;
    return crashedModel(key, set, task.id, performance.now() - started, error);
  }
}
