/** The report of a real model's post-training that this site ships, as the Training room shows it. */

interface Try {
  path: string;
  was: string;
  text: string;
  /** What came of it, in the observation's first line. */
  outcome: string;
}

type ModelSide = 'base' | 'adapted';

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
  rows: { arm: string; set: string; n: number; resolved: number; interval: [number, number] }[];
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
