/** What a run leaves on disk: episodes, results, SWE-bench predictions, a summary. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { toMini } from '../trajectory/exporters';
import { parseTrajectory } from '../trajectory/importers';
import type { Config, Task, Trajectory } from '../types';
import type { BenchOutcome } from '../experiments/outcome';

/** `DIR/trajectories/<task>.traj.json` and, when there is one, `DIR/patches/<task>.patch`. */
export function writeEpisode(dir: string, trajectory: Trajectory): void {
  const put = (folder: string, name: string, text: string) => {
    fs.mkdirSync(path.join(dir, folder), { recursive: true });
    fs.writeFileSync(path.join(dir, folder, name), text);
  };
  const name = fileName(trajectory.task);
  put('trajectories', `${name}.traj.json`, `${JSON.stringify(toMini(trajectory), null, 1)}\n`);
  if (trajectory.patch) put('patches', `${name}.patch`, trajectory.patch);
}

const fileName = (task: string): string => task.replace(/[^\w.-]/g, '-');

/** The episode of this task that was stopped before its end, by the same team; @throws BadInput where another's stands there. */
export function interruptedEpisode(dir: string, task: Task, config: Config): Trajectory | undefined {
  const file = path.join(dir, 'trajectories', `${fileName(task.id)}.traj.json`);
  if (!fs.existsSync(file)) return undefined;
  const found = parseTrajectory(fs.readFileSync(file, 'utf8'));
  if (found.exit !== null && found.exit !== 'aborted') return undefined;
  const team = ({ protege, expert, gate, seed }: Config) => JSON.stringify({ protege, expert, gate, seed });
  if (found.task !== task.id || team(found.config) !== team(config))
    throw new BadInput(`${file} is an interrupted episode of another team; give another --out, or remove the file.`);
  return found;
}

/** The name under which predictions appear: `search+oracle/default`. */
export const teamName = ({ protege, expert, gate }: Config): string =>
  `protege-playground/${protege.id}${expert ? `+${expert.id}` : ''}/${gate.id}`;

const RESULTS = 'results.jsonl';

/** Episodes already in `DIR/results.jsonl`; a last line cut off by a crash is dropped. */
export function readOutcomes(dir: string): BenchOutcome[] {
  const file = path.join(dir, RESULTS);
  if (!fs.existsSync(file)) return [];
  const lines = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.flatMap((line, i) => {
    try {
      return [JSON.parse(line) as BenchOutcome];
    } catch {
      if (i === lines.length - 1) return [];
      throw new BadInput(`${file} line ${i + 1} is not JSON; remove the line or the folder, then run again.`);
    }
  });
}

export function appendResult(dir: string, outcome: BenchOutcome): void {
  fs.mkdirSync(dir, { recursive: true });
  fs.appendFileSync(path.join(dir, RESULTS), `${JSON.stringify(outcome)}\n`);
}

/** results.jsonl in task order, preds.json and all_preds.jsonl as the SWE-bench harness reads them. */
export function writeAll(dir: string, outcomes: BenchOutcome[], model: string): void {
  fs.mkdirSync(dir, { recursive: true });
  const preds = outcomes.map(({ taskId, patch }) => ({
    instance_id: taskId,
    model_name_or_path: model,
    model_patch: patch,
  }));
  const jsonl = (items: unknown[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
  fs.writeFileSync(path.join(dir, RESULTS), jsonl(outcomes));
  fs.writeFileSync(
    path.join(dir, 'preds.json'),
    `${JSON.stringify(Object.fromEntries(preds.map((pred) => [pred.instance_id, pred])), null, 1)}\n`,
  );
  fs.writeFileSync(path.join(dir, 'all_preds.jsonl'), jsonl(preds));
}
