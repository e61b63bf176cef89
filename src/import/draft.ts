/** What the person decided about an import -> a task. */
import { inTestFolder } from '../facts/protected';
import { toBase64 } from '../lib/bytes';
import { applyChanges } from '../lib/diff';
import { oneLine } from '../lib/foreign';
import { checkTask, TaskError } from '../tasks/load';
import type { Files, Task, TestResult } from '../types';
import { isSuiteFile, packageFiles } from './detect';
import type { Edits } from './edits';
import { parseJson } from './manifest';
import { originText, type Imported } from './origin';

export interface Draft {
  imported: Imported;
  /** Which package of a monorepo; `''` = the whole repository. */
  dir: string;
  /** Installed packages, below node_modules/. */
  modules: Files;
  command: string;
  problem: string;
  /** Test names that fail now and must pass. */
  picked: readonly string[];
  /** What the tests said on the imported files. */
  results: readonly TestResult[];
  /** What programs in the container changed; paths as in the package. */
  edits?: Edits;
  /** Test files written in the page. */
  written: Record<string, string>;
  /** Visible test files that the protégé must not see: mounted only for the verdict. */
  hidden: readonly string[];
}

/** What the sandbox runs while the task is being made: the repository, its packages, the written tests. */
export const workingFiles = ({
  imported,
  dir,
  edits = {},
  modules,
  written,
}: Pick<Draft, 'imported' | 'dir' | 'edits' | 'modules' | 'written'>): Files => ({
  ...applyChanges(packageFiles(imported.files, dir), edits),
  ...modules,
  ...written,
});

/** What the tests complain about, as a problem statement. */
export function problemFrom(failing: readonly string[]): string {
  const shown = failing.slice(0, 20).map((name) => `- ${oneLine(name)}`);
  const more = failing.length > 20 ? [`- and ${failing.length - 20} more`] : [];
  return `The tests of this repository fail:\n${[...shown, ...more].join('\n')}\nMake them pass without breaking the others.`;
}

/** @throws TaskError in one sentence */
export function makeTask(draft: Draft): Task {
  const { imported, picked, results, written, hidden } = draft;
  if (picked.length === 0)
    throw new TaskError('No failing test is chosen. Run the tests and choose one, or write a failing test.');
  const files: Record<string, string> = {};
  const tests: Record<string, string> = {};
  const hiddenTests: Record<string, string> = {};
  const assets: Record<string, string> = {};
  // Whatever a runner took tests from is a test, however it is called.
  const ran = new Set(results.map(({ file }) => file.replace(/^\/repo\//, '')));
  for (const [path, content] of Object.entries(workingFiles(draft))) {
    if (typeof content !== 'string') assets[path] = toBase64(content);
    else if (hidden.includes(path)) hiddenTests[path] = content;
    else if (/^node_modules\//.test(path)) files[path] = content;
    else if (Object.hasOwn(written, path) || ran.has(path) || isSuiteFile(path) || inTestFolder(path))
      tests[path] = content;
    else files[path] = content;
  }
  const failing = new Set(results.filter(({ status }) => status === 'fail').map(({ name }) => name));
  const passing = results.filter(({ status, name }) => status === 'pass' && !failing.has(name)).map(({ name }) => name);
  const { origin } = imported;
  const commit = origin.kind === 'github' && origin.commit ? `-${origin.commit.slice(0, 7)}` : '';
  const at = draft.dir ? { folder: [folderOf(imported), draft.dir].filter(Boolean).join('/') } : {};
  const edits = Object.keys(draft.edits ?? {});
  return checkTask({
    id: `${imported.name}${draft.dir ? `-${draft.dir}` : ''}${commit}`.replace(/[^\w.-]+/g, '-').slice(0, 120),
    title: titleOf(draft.problem, imported.name),
    source: originText(origin),
    licence: licenceOf(files['package.json']),
    language: Object.keys(files).some((path) => !/^node_modules\//.test(path) && /\.[cm]?tsx?$/.test(path))
      ? 'typescript'
      : 'javascript',
    problem: draft.problem.trim() || problemFrom(picked),
    files,
    tests,
    ...(Object.keys(hiddenTests).length ? { hiddenTests } : {}),
    ...(Object.keys(assets).length ? { assets } : {}),
    run: draft.command,
    failToPass: [...new Set(picked)],
    passToPass: [...new Set(passing)],
    origin: { ...origin, ...at, ...(edits.length > 0 ? { edited: edits.join('\n') } : {}) },
    split: 'real',
  });
}

const folderOf = ({ origin }: Imported): string => (origin.kind === 'github' ? (origin.folder ?? '') : '');

function titleOf(problem: string, name: string): string {
  const first = problem.trim().split('\n')[0]!.trim();
  return first && !/^The tests of this repository fail/.test(first)
    ? `${name}: ${first.slice(0, 80)}`
    : `${name}: failing tests`;
}

const licenceOf = (manifest: string | undefined): string => {
  const licence = parseJson(manifest)?.license;
  return typeof licence === 'string' && licence.trim() ? licence.slice(0, 60) : 'unknown';
};
