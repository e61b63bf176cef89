/**
 * What goes out of an episode: what the protégé changed of the sources. What tests and tools left behind does not, neither
 * into the patch nor before the verdict, so that a patch that is shown as resolved is all that it takes.
 */
import { executed } from '../facts/step';
import { binaries } from '../lib/bytes';
import { diffFiles, applyChanges, own } from '../lib/diff';
import { gitignores } from '../lib/gitignore';
import { factsOf, Progress } from '../facts/progress';
import type { Changes, Exit, Files, Step, Task } from '../types';

type Base = Pick<Task, 'files' | 'tests' | 'assets'>;

/** Folders that tools make for themselves. */
const TOOLS = /(^|\/)(coverage|\.nyc_output|\.cache|\.vite|\.turbo|\.parcel-cache)\//;
/** Not sources; the guard of the verdict looks at them. */
const GUARDED = /(^|\/)(\.git|node_modules)\//;
const MAX_RULES = 20_000;

/** The rules of the tree as it was: nobody hides a change by a new rule. */
function ignoredIn(files: Files): (path: string) => boolean {
  const texts = new Map<string, string>();
  for (const [path, text] of Object.entries(files))
    if (/(^|\/)\.gitignore$/.test(path) && typeof text === 'string' && text.length < MAX_RULES) texts.set(path, text);
  return gitignores(texts);
}

/** A command that runs tests and does nothing else. */
const ONLY_TESTS =
  /^\s*(?:cd\s+[\w./-]+\s*&&\s*)?(?:\w+=\S*\s+)*(?:npm|npx|pnpm|yarn|bun|node|mocha|jest|vitest|tape|tap|uvu|ava|c8|nyc)\b[^;&|<>`$\n]*(?:2?>&1)?\s*(?:\|\s*(?:head|tail|grep)\b[^;&|<>`$\n]*)?$/;

/** What a step changed by itself. What only a test run wrote is left out, as long as it is not the protégé's own file. */
function deliberate(step: Step, known: ReadonlySet<string>, mine: Set<string>): Changes {
  const { changes, observation } = step;
  const action = executed(step);
  const command = observation.tests && action?.kind === 'run' ? action.command : undefined;
  const out: [string, Changes[string]][] = [];
  for (const [path, content] of Object.entries(changes)) {
    const theirs =
      command !== undefined &&
      !GUARDED.test(path) &&
      (mine.has(path) || known.has(path)
        ? ONLY_TESTS.test(command)
        : !command.includes(path.slice(path.lastIndexOf('/') + 1)));
    if (theirs) continue;
    mine.add(path);
    out.push([path, content]);
  }
  return Object.fromEntries(out);
}

/** What the verdict judges: the workspace without what tests and tools left behind. */
export function submitted(task: Base, steps: readonly Step[]): Files {
  const original: Files = { ...task.files, ...task.tests, ...binaries(task) };
  const known = new Set(Object.keys(original));
  const mine = new Set<string>();
  const after = applyChanges(original, ...steps.map((step) => deliberate(step, known, mine)));
  const ignored = ignoredIn(original);
  const kept = Object.entries(after).filter(
    ([path, content]) =>
      known.has(path) || GUARDED.test(path) || !(typeof content === 'object' || TOOLS.test(path) || ignored(path)),
  );
  return Object.fromEntries(kept);
}

/** Unified diff of the sources, base -> what goes out; `git apply` takes it. */
export function patchOf(task: Base, steps: readonly Step[]): string {
  const source = (files: Files): Files =>
    Object.fromEntries(
      Object.entries(files).flatMap(([path, content]) => {
        if (Object.hasOwn(task.tests, path) || Object.hasOwn(task.assets ?? {}, path) || GUARDED.test(path)) return [];
        // A text that became bytes cannot be said in a patch of text.
        return [[path, typeof content === 'object' ? (own(task.files, path) ?? '') : content]];
      }),
    );
  return diffFiles(source(task.files), source(submitted(task, steps)));
}

/**
 * An episode that was cut off in the middle of a wrong try hands in the best state it had reached: the newest after which
 * the fewest tests failed, where the last run showed more. One that handed in by itself meant what it left.
 * @returns the number of steps whose work counts; undefined = all of them.
 */
export function bestOf(steps: readonly Step[], exit: Exit): number | undefined {
  if (exit === 'submitted' || exit === 'aborted' || exit === 'error') return undefined;
  const progress = new Progress();
  let best: { failing: number; after: number } | undefined;
  let last = Infinity;
  steps.forEach((step, i) => {
    if (step.observation.kept === false || !factsOf(step).tests) return;
    progress.add(factsOf(step));
    last = progress.now ?? Infinity;
    if (best === undefined || last <= best.failing) best = { failing: last, after: i + 1 };
  });
  return best && last > best.failing ? best.after : undefined;
}
