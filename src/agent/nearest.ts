/** A long list of files, for a reader who sees its first part only: what the failing tests use stands first. */
import { publicTask } from '../facts/task';
import { own } from '../lib/diff';
import type { Config, PublicTask, Task } from '../types';
import { importsOf } from './brief';
import { FEW_PATHS } from './prompt';

const QUOTED = /(['"`])((?:\\.|(?!\1)[^\\\n])*)\1/g;

/** Test files that hold the title of a test to be repaired; all where none can be told. */
function failingFiles({ tests, failToPass }: Pick<Task, 'tests' | 'failToPass'>): string[] {
  const holds = (text: string) =>
    [...text.matchAll(QUOTED)].some(
      ([, , title]) => title!.length > 2 && failToPass.some((name) => name.endsWith(title!)),
    );
  const found = Object.keys(tests).filter((path) => holds(tests[path]!));
  return found.length > 0 ? found : Object.keys(tests);
}

/** The same paths: what the failing tests import, what that imports and so on, those tests, then the others in their order. */
function nearestFirst(paths: string[], task: Pick<Task, 'files' | 'tests' | 'failToPass'>): string[] {
  const files = { ...task.files, ...task.tests };
  const around = { files, tests: new Set(Object.keys(task.tests)) };
  const failing = failingFiles(task);
  const near = new Set<string>();
  for (let next = failing; next.length > 0;) {
    next = next
      .flatMap((path) => importsOf(path, around))
      .filter((path) => !near.has(path) && own(files, path) !== undefined);
    for (const path of next) near.add(path);
  }
  for (const path of failing) near.add(path);
  return [
    ...paths.filter((path) => near.has(path)).sort(byPlace([...near])),
    ...paths.filter((path) => !near.has(path)),
  ];
}

const byPlace = (order: string[]) => {
  const place = new Map(order.map((path, i) => [path, i]));
  return (a: string, b: string) => place.get(a)! - place.get(b)!;
};

/** The task as the policy may see it; a language model, which reads the first paths only, finds the nearest first. */
export function shownTask(task: Task, { dialect }: Pick<Config, 'dialect'>): PublicTask {
  const shown = publicTask(task);
  return dialect && shown.paths.length > FEW_PATHS ? { ...shown, paths: nearestFirst(shown.paths, task) } : shown;
}
