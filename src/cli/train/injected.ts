/** The data of the paper's negative result: as many episodes as `collect`'s, every call put in afterwards. */
import path from 'node:path';
import { hash } from '../../lib/ids';
import type { Example } from '../../train/batch';
import { lesson } from '../../train/collect';
import { injectedLesson } from '../../train/inject';
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
  const school = { ...arena, expert: arena.expert! };
  const all: Taught[] = [];
  for (const task of tasks) {
    const second = hash(task.id, seed) % 2 === 0 ? 'trying' : 'injected';
    for (const kind of ['direct', second] as const) {
      const key = `${task.id} ${kind} ${seed}`;
      let one = known.get(key);
      if (!one) {
        const made = kind === 'injected' ? await injectedLesson(task, school, seed) : await lesson(task, kind, school, seed); // prettier-ignore
        one = { key, kept: made.kept, examples: made.examples };
        appendLine(file, one);
      }
      all.push(one);
      if (all.length % 50 === 0) say(`data  ${all.length}/${tasks.length * 2} episodes, calls put in afterwards`);
    }
  }
  say(`data  ${all.filter(({ kept }) => kept).length} of ${all.length} episodes kept (tests pass at the end)`);
  return all.flatMap(({ examples }) => examples);
}
