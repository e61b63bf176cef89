/** The data stage: the teacher's episodes on disk. What was shown is not shown again. */
import path from 'node:path';
import { hash } from '../../lib/ids';
import type { Example } from '../../train/batch';
import { lessons, type LessonKind } from '../../train/collect';
import type { Arena } from '../../train/rollout';
import type { Showing } from '../../train/workers';
import type { Task } from '../../types';
import { appendLine, readLines } from '../disk';
import type { Say } from './log';

const KINDS: LessonKind[] = ['direct', 'trying', 'direct', 'asking'];

/** The teacher's episodes, two of a task and one of a drill; those on disk are kept. Returns the examples. */
export function collect(
  tasks: Task[],
  arena: Arena,
  out: string,
  seed: number,
  say: Say,
  drills: Task[] = [],
): Promise<Example[]> {
  const wanted = [
    ...tasks.flatMap((task): Showing[] => [
      { task, kind: 'direct', seed },
      { task, kind: hash(task.id, seed) % 2 === 0 ? 'trying' : 'asking', seed },
    ]),
    ...drills.map((task): Showing => ({ task, kind: KINDS[hash(task.id, seed) % 4]!, seed })),
  ];
  return taughtExamples(wanted, arena, [path.join(out, 'lessons.jsonl')], say, 'episodes of the teacher');
}

/**
 * The data of the paper's negative result: as many episodes as `collect`'s, every call put in afterwards.
 * Per task a direct episode and a second one: with tries, or where `collect` has one that asks, one with an injected
 * call. Episodes that `collect` has made already are taken from its file. Returns the examples.
 */
export function collectInjected(tasks: Task[], arena: Arena, out: string, seed: number, say: Say): Promise<Example[]> {
  const wanted = tasks.flatMap((task): Showing[] => [
    { task, kind: 'direct', seed },
    { task, kind: hash(task.id, seed) % 2 === 0 ? 'trying' : 'injected', seed },
  ]);
  const places: [string, string] = [path.join(out, 'lessons.jsonl'), path.join(out, 'lessons-injected.jsonl')];
  return taughtExamples(wanted, arena, places, say, 'episodes, calls put in afterwards');
}

interface Taught {
  key: string;
  kept: boolean;
  examples: Example[];
}

const keyOf = ({ task, kind, seed }: Showing) => `${task.id} ${kind} ${seed}`;

/** Shows what none of `places` holds yet, appending to the last of them. Returns the examples of all, in their order. */
export async function taughtExamples(
  wanted: Showing[],
  arena: Arena,
  places: [string, ...string[]],
  say: Say,
  what: string,
): Promise<Example[]> {
  const known = new Map(places.flatMap((place) => readLines<Taught>(place)).map((one) => [one.key, one]));
  const open = wanted.filter((one) => !known.has(keyOf(one)));
  let done = 0;
  for await (const { kept, examples } of lessons(open, { ...arena, expert: arena.expert! })) {
    const one = { key: keyOf(open[done]!), kept, examples };
    known.set(one.key, one);
    appendLine(places.at(-1)!, one);
    if (++done % 50 === 0) say(`data  ${done}/${open.length} ${what}`);
  }
  const all = wanted.map((one) => known.get(keyOf(one))!);
  say(`data  ${all.filter(({ kept }) => kept).length} of ${all.length} episodes kept (tests pass at the end)`);
  return all.flatMap(({ examples }) => examples);
}
