/** Which of a submission's changes may reach the verdict: sources yes, tests and what steers the runner no. */
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

const TEST_PATH =
  /(^|\/)(tests?|specs?|__tests__|__mocks__|__snapshots__)\/|\.(test|spec)\.[cm]?[jt]sx?$|(^|\/)tests?\.[cm]?[jt]sx?$|\.snap$/;
const RUNNER_CONFIG =
  /(^|\/)(((vitest|vite|jest|ava|mocha|karma|babel|tap|c8|nyc|uvu)\.(config|workspace|setup|opts|init)(\.[\w.]+)?)|\.(mocharc|taprc|nycrc|c8rc|babelrc|swcrc|npmrc|jestrc|avarc|noderc|node-options|env)[\w.]*|(jest|vitest|test)[-.]?setup\.\w+)$/i;
const HARNESS_KEYS = ['mocha', 'jest', 'ava', 'tap', 'nyc', 'c8', 'vitest', 'uvu', 'babel', 'tape', 'node-options'];
const OPEN_KEYS = [
  'main',
  'module',
  'exports',
  'imports',
  'type',
  'types',
  'typings',
  'bin',
  'browser',
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
const FRAMEWORK_IMPORT =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bgetBuiltinModule\s*\(\s*)(['"`])(node:test(?:\/\w+)?|test|mocha|vitest|jest|@jest\/globals|@vitest\/\w+|tape|tap|uvu(?:\/\w+)?|ava|chai)\1/;
const WEAKENS =
  /\.(only|skip|todo|failing)\b|\bx(it|describe|test)\b|process\s*\.\s*(exit|exitCode|on)|\bskip\s*:|\btodo\s*:|prototype|require\.cache/;

/** Is the path a test (or beside the tests) of this task? */
export function isTestPath(task: Task, path: string): boolean {
  if (Object.hasOwn(task.tests, path) || Object.hasOwn(task.hiddenTests ?? {}, path)) return true;
  if (task.goldPatch?.includes(`--- a/${path}\n`) || task.goldPatch?.includes(`+++ b/${path}\n`)) return false;
  return TEST_PATH.test(path);
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
function packageJson(path: string, before: string | undefined, after: string, out: Accepted): void {
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
  for (const key of OPEN_KEYS) {
    if (key in now) merged[key] = now[key];
    else delete merged[key];
  }
  if (!same(merged, old)) out.changes[path] = `${JSON.stringify(merged, null, 2)}\n`;
}

/** Sorts the changes of a submission against the task's workspace. Never throws. */
export function accept(task: Task, changes: Changes): Accepted {
  const out: Accepted = { changes: {}, dropped: [], tampered: [] };
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
    } else if (RUNNER_CONFIG.test(path)) {
      out.tampered.push(`${verb} the test configuration ${path}`);
    } else if (isTestPath(task, path)) {
      if (Object.hasOwn(task.files, path)) out.tampered.push(`${verb} ${path}, which the tests use`);
      else out.dropped.push(`${path} (a new test file)`);
    } else if (/(^|\/)(ts|js)config[\w.-]*\.json$/.test(path)) {
      out.dropped.push(`${path} (a compiler setting)`);
    } else if (/(^|\/)package\.json$/.test(path) && content !== null) {
      packageJson(
        path,
        task.files[path],
        typeof content === 'string' ? content : new TextDecoder().decode(content),
        out,
      );
    } else if (/(^|\/)package\.json$/.test(path)) {
      out.tampered.push(`deleted ${path}`);
    } else {
      const base = task.files[path] ?? '';
      const framework = typeof content === 'string' ? FRAMEWORK_IMPORT.exec(content)?.[2] : undefined;
      if (framework !== undefined && !FRAMEWORK_IMPORT.test(base))
        out.tampered.push(`${path} imports the test framework (${framework})`);
      out.changes[path] = content;
    }
  }
  return out;
}
