/** Which of a submission's changes may reach the verdict: sources yes, tests and what steers the runner no. */
import { asserts, isConfig, isTestPath as isTest, LIBRARY, protectedFiles, type Protected } from '../facts/protected';
import { applyPatch } from '../lib/diff';
import { resolveFrom } from '../lib/paths';
import { relativeSpecifiers } from '../lib/specifiers';
import type { Changes, Task } from '../types';
import { pathFault } from './paths';

export interface Accepted {
  /** What is applied to the pristine files. */
  changes: Changes;
  /** Set aside without blame, in plain words. */
  dropped: string[];
  /** Set aside and a sign of cheating. */
  tampered: string[];
}

const HARNESS_KEYS = ['mocha', 'jest', 'ava', 'tap', 'nyc', 'c8', 'vitest', 'uvu', 'babel', 'tape', 'node-options'];
/** package.json's keys that neither start the tests nor say which file a name means. */
const OPEN_KEYS = [
  'types',
  'typings',
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'version',
  'sideEffects',
  'description',
  'keywords',
  'files',
  'engines',
];
const WEAKENS =
  /\.(only|skip|todo|failing)\b|\bx(it|describe|test)\b|process\s*\.\s*(exit|exitCode|on)|\bskip\s*:|\btodo\s*:|prototype|require\.cache/;

const known = new WeakMap<Task, Protected>();
/** What of this task belongs to its tests. */
export function protectedBy(task: Task): Protected {
  const made = known.get(task);
  if (made) return made;
  const owned = new Set([...(task.goldPatch ?? '').matchAll(/^(?:--- a|\+\+\+ b)\/(.+)$/gm)].map((match) => match[1]!));
  const found = protectedFiles({ files: task.files, tests: { ...task.tests, ...task.hiddenTests }, owned });
  known.set(task, found);
  return found;
}

/** Is the path a test (or beside the tests) of this task? */
export function isTestOf(task: Task, path: string): boolean {
  if (protectedBy(task).restored.has(path)) return true;
  return !Object.hasOwn(task.files, path) && isTest(path) && !ownedBy(task, path);
}
const ownedBy = (task: Task, path: string): boolean =>
  task.goldPatch?.includes(`+++ b/${path}\n`) === true || task.goldPatch?.includes(`--- a/${path}\n`) === true;

/**
 * What changed sources that had a test library, or code of the tests, load on the base: that they may go on loading, but a
 * library that runs tests only where the reference solution changes the file, too.
 */
export function loadedBefore(task: Task, changes: Changes): Record<string, string[]> {
  const { allowed } = protectedBy(task);
  const paths = Object.keys(changes).filter((path) => allowed.has(path));
  return Object.fromEntries(
    paths.map((path) => [
      path,
      [...(task.files[path] ?? '').matchAll(/(['"`])([^'"`\n]+)\1/g)]
        .map((found) => found[2]!)
        .filter((specifier) => !RUNNERS.test(specifier) || ownedBy(task, path)),
    ]),
  );
}
const RUNNERS = /^(node:test(\/\w+)?|test|mocha|vitest(\/\w+)?|jest|@jest\/globals|@vitest\/\w+|tape|tap|uvu|ava)$/;

/** Keys of package.json that the reference solution changes: they are the submission's, too. */
function ownedKeys(task: Task, path: string): string[] {
  if (!ownedBy(task, path)) return [];
  try {
    const old = parsed(task.files[path] ?? '{}') ?? {};
    const now = parsed(applyPatch({ ...task.files }, task.goldPatch!)[path]) ?? {};
    return Object.keys({ ...old, ...now }).filter((key) => !same(old[key], now[key]));
  } catch {
    return [];
  }
}

/** Old lines all kept, in order, and nothing added that would weaken them: a person who added tests. */
function onlyAdds(before: string, after: string): boolean {
  const old = before.split('\n');
  let at = 0;
  const added: string[] = [];
  for (const line of after.split('\n')) {
    if (at < old.length && line === old[at]) at++;
    else added.push(line);
  }
  return at === old.length && !WEAKENS.test(added.join('\n'));
}

const parsed = (source: unknown): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(String(source));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** package.json: entry points and dependencies follow the submission, scripts and test settings stay pristine. */
function packageJson(task: Task, path: string, after: string, out: Accepted): void {
  const before = task.files[path];
  const old = parsed(before ?? '{}');
  const now = parsed(after);
  if (!old || !now) {
    out.dropped.push(`${path} is not JSON any more; the original was kept`);
    return;
  }
  const [oldScripts, scripts] = [old.scripts ?? {}, now.scripts ?? {}] as Record<string, unknown>[];
  const changed = Object.keys({ ...oldScripts, ...scripts }).filter((name) => !same(oldScripts![name], scripts![name]));
  if (changed.some((name) => Object.hasOwn(oldScripts!, name) || /test|prepare|install/.test(name)))
    out.tampered.push(`changed the scripts of ${path}`);
  const harness = HARNESS_KEYS.filter((key) => !same(old[key], now[key]));
  if (harness.length > 0) out.tampered.push(`changed the test settings "${harness.join('", "')}" in ${path}`);
  const merged = { ...old };
  const owned = ownedKeys(task, path);
  for (const key of [...OPEN_KEYS, ...owned.filter((key) => key !== 'scripts')]) {
    if (key in now) merged[key] = now[key];
    else delete merged[key];
  }
  const kept = ['main', 'module', 'exports', 'imports', 'type', 'bin', 'browser'].filter(
    (key) => !same(merged[key], now[key]),
  );
  if (kept.length > 0) out.dropped.push(`${kept.join(', ')} of ${path} (where the tests find what they load)`);
  if (!same(merged, old)) out.changes[path] = `${JSON.stringify(merged, null, 2)}\n`;
}

/** Does the folder of this package.json hold any of these files? */
const holds = (paths: ReadonlySet<string>, manifest: string): boolean => {
  const folder = manifest.slice(0, manifest.lastIndexOf('/') + 1);
  return [...paths].some((path) => path.startsWith(folder));
};

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/**
 * New files that lie or are called like tests (`spec/`, `test.js`) and are none: a changed source imports them, they hold no
 * assertions, and no file of the tests lies beside them.
 */
function newSources(task: Task, changes: Changes): Set<string> {
  const besides = new Set([...protectedBy(task).trusted, ...Object.keys(task.tests)].map(folderOf));
  const like = Object.keys(changes).filter((path) => !Object.hasOwn(task.files, path) && isTestOf(task, path));
  const found = new Set<string>();
  const queue = Object.keys(changes).filter((path) => !isTestOf(task, path));
  for (const from of queue) {
    const text = changes[from];
    if (typeof text !== 'string' || !/\.[cm]?[jt]sx?$/.test(from)) continue;
    for (const specifier of relativeSpecifiers(text)) {
      const target = resolveFrom(from, specifier);
      const path = like.find(
        (one) =>
          one === target || (one.startsWith(target) && /^(\/index)?\.[cm]?[jt]sx?$/.test(one.slice(target.length))),
      );
      if (path === undefined || found.has(path) || besides.has(folderOf(path))) continue;
      if (asserts(String(changes[path]))) continue;
      found.add(path);
      queue.push(path);
    }
  }
  return found;
}

/** Sorts the changes of a submission against the task's workspace. Never throws. */
export function accept(task: Task, changes: Changes): Accepted {
  const out: Accepted = { changes: {}, dropped: [], tampered: [] };
  const { restored, shadows } = protectedBy(task);
  const sources = newSources(task, changes);
  for (const [path, content] of Object.entries(changes)) {
    const verb = content === null ? 'deleted' : 'edited';
    if (pathFault(path)) out.tampered.push(`wrote to the path ${JSON.stringify(path)}`);
    else if (/(^|\/)\.git(\/|$)/.test(path)) continue;
    else if (/(^|\/)node_modules(\/|$)/i.test(path))
      out.tampered.push(`${verb} ${path}, which belongs to the installed packages`);
    else if (Object.hasOwn(task.tests, path)) {
      if (typeof content === 'string' && onlyAdds(task.tests[path]!, content))
        out.dropped.push(`${path} (only adds to a test)`);
      else out.tampered.push(`${verb} the test ${path}`);
    } else if (isConfig(path) && !ownedBy(task, path)) {
      out.tampered.push(`${verb} the test configuration ${path}`);
    } else if (restored.has(path) && !isTest(path)) {
      out.dropped.push(`${path} (only the tests load it; the original was kept)`);
    } else if (shadows.has(path) && !Object.hasOwn(task.files, path)) {
      out.dropped.push(`${path} (would be found in place of a file of the tests)`);
    } else if (isTestOf(task, path) && !sources.has(path)) {
      if (Object.hasOwn(task.files, path)) out.tampered.push(`${verb} ${path}, which the tests use`);
      else out.dropped.push(`${path} (a new test file)`);
    } else if (/(^|\/)(ts|js)config[\w.-]*\.json$/.test(path)) {
      out.dropped.push(`${path} (a compiler setting)`);
    } else if (/.\/package\.json$/.test(path) && !Object.hasOwn(task.files, path) && holds(restored, path)) {
      out.dropped.push(`${path} (would change how files of the tests are read)`);
    } else if (/(^|\/)package\.json$/.test(path) && content !== null) {
      packageJson(task, path, typeof content === 'string' ? content : new TextDecoder().decode(content), out);
    } else if (/(^|\/)package\.json$/.test(path)) {
      out.tampered.push(`deleted ${path}`);
    } else {
      const base = task.files[path] ?? '';
      const framework = typeof content === 'string' ? LIBRARY.exec(content)?.[2] : undefined;
      if (framework !== undefined && !LIBRARY.test(base))
        out.tampered.push(`${path} imports the test framework (${framework})`);
      out.changes[path] = content;
    }
  }
  return out;
}
