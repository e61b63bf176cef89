/** Going on from a step of a recorded episode with another team: a new episode that says whence it came. */
import type { Choice, Config, Trajectory } from '../types';

/** What may be exchanged; what is left out stays as it was. */
export interface BranchChange {
  protege?: Choice;
  expert?: Choice | null;
  gate?: Choice;
  threshold?: number;
}

/** The episode to go on with: the first `at` steps of `parent` under the name `id`. @throws one sentence. */
export function branchOf(parent: Trajectory, at: number, config: Config, id: string): Trajectory {
  if (!Number.isInteger(at) || at < 0 || at > parent.steps.length)
    throw new Error(`There is no step ${at} to go on from; this episode has ${parent.steps.length}.`);
  const { format, task, public: open, steps } = parent;
  return {
    format,
    id,
    task,
    startedAt: new Date().toISOString(),
    public: open,
    config: roomy(config, steps.length),
    steps: steps.slice(0, at),
    exit: null,
    branch: { of: parent.id, at },
  };
}

/** Another protégé brings its own way of working, and with it its own dialect. */
export function changedConfig(config: Config, { protege, expert, gate, threshold }: BranchChange): Config {
  const { scaffold, dialect, ...rest } = config;
  const own = protege === undefined || protege.id === config.protege.id;
  return {
    ...rest,
    ...(own && scaffold ? { scaffold } : {}),
    ...(own && dialect ? { dialect } : {}),
    ...(protege ? { protege } : {}),
    ...(expert === undefined ? {} : { expert }),
    ...(gate ? { gate } : {}),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

/** A parent that ran into its limit of steps leaves its branches as many again. */
function roomy(config: Config, steps: number): Config {
  const { limits } = config;
  return steps < limits.steps ? config : { ...config, limits: { ...limits, steps: 2 * limits.steps } };
}

export interface Nested<Row> {
  row: Row;
  /** 0 = no branch, or its parent is not in the list. */
  depth: number;
}

/** Branches below what they came from, each level in the order given. */
export function nested<Row extends { id: string; branch?: { of: string; at: number } }>(
  rows: readonly Row[],
): Nested<Row>[] {
  const here = new Set(rows.map(({ id }) => id));
  const below = new Map<string, Row[]>();
  const tops: Row[] = [];
  for (const row of rows) {
    const of = row.branch?.of;
    if (of === undefined || of === row.id || !here.has(of)) tops.push(row);
    else below.set(of, [...(below.get(of) ?? []), row]);
  }
  const out: Nested<Row>[] = [];
  const seen = new Set<string>();
  const put = (row: Row, depth: number): void => {
    if (seen.has(row.id)) return;
    seen.add(row.id);
    out.push({ row, depth });
    for (const child of below.get(row.id) ?? []) put(child, depth + 1);
  };
  for (const row of tops) put(row, 0);
  for (const row of rows) put(row, 0); // a ring of damaged records loses nobody
  return out;
}
