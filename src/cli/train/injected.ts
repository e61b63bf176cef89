/** The data of the paper's negative result: as many episodes as `collect`'s, every call put in afterwards. */
import path from 'node:path';
import { hash } from '../../lib/ids';
import type { Example } from '../../train/batch';
import { lessons } from '../../train/collect';
import type { Showing } from '../../train/crew';
import type { Arena } from '../../train/rollout';
import type { Task } from '../../types';
import { appendLine, readLines } from './disk';
import type { Say } from './stages';

interface Taught {
  key: string;
  kept: boolean;
  examples: Example[];
}

/**
 * Per task a direct episode and a second one: with tries, or where `collect` has one that asks, one with an injected
 * call. Episodes that `collect` has made already are taken from its file. Returns the examples.
 */
export async function collectInjected(
  tasks: Task[],
  arena: Arena,
  out: string,
  seed: number,
  say: Say,
): Promise<Example[]> {
  const file = path.join(out, 'lessons-injected.jsonl');
  const places = [path.join(out, 'lessons.jsonl'), file];
  const known = new Map(places.flatMap((one) => readLines<Taught>(one)).map((one) => [one.key, one]));
  const wanted = tasks.flatMap((task): Showing[] => [
    { task, kind: 'direct', seed },
    { task, kind: hash(task.id, seed) % 2 === 0 ? 'trying' : 'injected', seed },
  ]);
  const key = ({ task, kind }: Showing) => `${task.id} ${kind} ${seed}`;
  const open = wanted.filter((one) => !known.has(key(one)));
  let done = 0;
  for await (const { kept, examples } of lessons(open, { ...arena, expert: arena.expert! })) {
    const one = { key: key(open[done]!), kept, examples };
    known.set(one.key, one);
    appendLine(file, one);
    if (++done % 50 === 0) say(`data  ${done}/${open.length} episodes, calls put in afterwards`);
  }
  const all = wanted.map((one) => known.get(key(one))!);
  say(`data  ${all.filter(({ kept }) => kept).length} of ${all.length} episodes kept (tests pass at the end)`);
  return all.flatMap(({ examples }) => examples);
}
