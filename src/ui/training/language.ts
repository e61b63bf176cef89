/** The report of a real model's post-training that this site ships, as the Training room shows it. */

interface Try {
  path: string;
  was: string;
  text: string;
  /** What came of it, in the observation's first line. */
  outcome: string;
}

type ModelSide = 'base' | 'adapted';

interface Row {
  arm: string;
  set: string;
  n: number;
  resolved: number;
  interval: [number, number];
}

/** A stage of reinforcement learning: a mentor says where, the model writes one line, the tests judge. */
interface RlStage {
  /** rl1 or rl2. */
  stage: string;
  steps: number;
  of: number;
  seconds: number;
  data: { rows: number };
  options: { group: number; batch: number };
  /** What the numbers of a curve's row mean, behind the update. */
  names: string[];
  curve: number[][];
}

/** Made by `posttrain report`. */
export interface PosttrainReport {
  data: { rows: number };
  device: string;
  steps: number;
  /** Updates that were planned. */
  of: number;
  seconds: number;
  options: { rank: number };
  /** Update and loss. */
  curve: [number, number][];
  rows: Row[];
  /** Rows of another question: a mentor says where, at the start. */
  also?: Row[];
  rl?: RlStage[];
  pairs: { n: number; onlyBase: number; onlyAdapted: number; both: number };
  samples: { task: string; resolved: Record<ModelSide, boolean>; tries: Record<ModelSide, Try[]> }[];
}

/** @throws one sentence when it cannot be had */
export async function loadReport(): Promise<PosttrainReport> {
  const response = await fetch(new URL('models/fill/report.json', document.baseURI)).catch(() => undefined);
  if (!response?.ok) throw new Error(response ? `the site answers ${response.status}.` : 'there is no connection.');
  return (await response.json()) as PosttrainReport;
}

/** The paired comparison in a sentence. */
export function compared({ pairs: { n, onlyBase, onlyAdapted, both } }: PosttrainReport): string {
  const tasks = (count: number) => `${count} ${count === 1 ? 'task' : 'tasks'}`;
  return `Of the same ${tasks(n)}, both resolve ${both}; only the trained one ${onlyAdapted}, only the untrained one ${onlyBase}.`;
}

/** Which stage of the model a row is of. */
export const stageOf = ({ arm }: Row): string =>
  arm.endsWith('-rl') ? 'after RL' : arm.endsWith('-fill') ? 'after SFT' : 'before';

/** One term of the reward over both stages, an update a point. */
export function rewardCurve(stages: RlStage[], term: string): { x: number; y: number }[] {
  let before = 0;
  return stages.flatMap(({ curve, names, steps }) => {
    const at = names.indexOf(term) + 1;
    const points = curve.map((row) => ({ x: before + row[0]!, y: row[at]! }));
    before += steps;
    return points;
  });
}
