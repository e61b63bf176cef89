/** The data of the paper's negative result: as many episodes as `collect`'s, every call put in afterwards. */
import path from 'node:path';
import { hash } from '../../lib/ids';
import type { Example } from '../../train/batch';
import type { Showing } from '../../train/crew';
import type { Arena } from '../../train/rollout';
import type { Task } from '../../types';
import { taught } from './lessons';
import type { Say } from './stages';

/**
 * Per task a direct episode and a second one: with tries, or where `collect` has one that asks, one with an injected
 * call. Episodes that `collect` has made already are taken from its file. Returns the examples.
 */
export function collectInjected(tasks: Task[], arena: Arena, out: string, seed: number, say: Say): Promise<Example[]> {
  const wanted = tasks.flatMap((task): Showing[] => [
    { task, kind: 'direct', seed },
    { task, kind: hash(task.id, seed) % 2 === 0 ? 'trying' : 'injected', seed },
  ]);
  const places: [string, string] = [path.join(out, 'lessons.jsonl'), path.join(out, 'lessons-injected.jsonl')];
  return taught(wanted, arena, places, say, 'episodes, calls put in afterwards');
}
