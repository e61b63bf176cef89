/** A folder on disk -> a Task: files, tests, test command, and which tests fail now. */
import { isTestPath } from '../facts/protected';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { binaries } from '../lib/bytes';
import { oneLine } from '../lib/foreign';
import { drain } from '../lib/stream';
import type { RunSpec, Sandbox, Task } from '../types';
import { ImportError } from '../import/fault';
import { importFolder, type FolderEntry } from '../import/folder';
import { isNever, isToolMade } from '../import/ignore';
import { checkFiles } from '../tasks/load';
import { BadInput } from './command';

export interface Folder {
  files: Record<string, string>;
  /** Binary files, base64. */
  assets: Record<string, string>;
  /** Left out, each with its reason. */
  skipped: string[];
}

/** The tests pass as they are. */
export class NothingToRepair extends BadInput {}

/** What git holds of the folder; undefined where it is no checkout. */
function trackedIn(root: string): Set<string> | undefined {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z', '--cached'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return status === 0 ? new Set(stdout.split('\0').filter(Boolean)) : undefined;
}

/** The page's import of a folder, on the files of a disk. */
export async function readFolder(root: string): Promise<Folder> {
  const entries: FolderEntry[] = [];
  const skipped: string[] = [];
  const walk = (dir: string, prefix: string) => {
    for (const entry of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = prefix + entry.name;
      const full = path.join(dir, entry.name);
      if (entry.isSymbolicLink()) skipped.push(`${name} (a symbolic link)`);
      else if (entry.isDirectory()) {
        if (!isNever(`${name}/x`)) walk(full, `${name}/`);
        else if (isToolMade(`${name}/x`)) skipped.push(`${name} (made by tools)`);
      } else if (entry.isFile())
        entries.push({
          path: name,
          size: fs.statSync(full).size,
          bytes: async () => new Uint8Array(fs.readFileSync(full)),
        });
    }
  };
  walk(root, '');
  if (entries.length === 0) throw new BadInput(`${root} holds no files; give the folder of a repository.`);
  try {
    const { files, notes } = await drain(importFolder(entries, path.basename(root), undefined, trackedIn(root)));
    const texts: Record<string, string> = {};
    const assets: Record<string, string> = {};
    for (const [name, content] of Object.entries(files)) {
      if (typeof content === 'string') texts[name] = content;
      else assets[name] = Buffer.from(content).toString('base64');
    }
    return { files: texts, assets, skipped: [...skipped, ...notes.filter((note) => note.startsWith('Left out')).map((note) => note.replace(/^Left out, |\.$/g, ''))] }; // prettier-ignore
  } catch (error) {
    if (error instanceof ImportError) throw new BadInput(`${root}: ${error.message}`);
    throw error;
  }
}

/** The folder's own test command. */
function testScript(files: Record<string, string>): string {
  const manifest = files['package.json'];
  if (manifest === undefined)
    throw new BadInput('The folder has no package.json: name the test command with --test "…".');
  let scripts: Record<string, unknown> | undefined;
  try {
    scripts = (JSON.parse(manifest) as { scripts?: Record<string, unknown> }).scripts;
  } catch {
    throw new BadInput('package.json is not valid JSON: mend it, or name the test command with --test "…".');
  }
  if (typeof scripts?.test !== 'string' || /no test specified/.test(scripts.test)) {
    throw new BadInput('package.json has no test script: name the test command with --test "…".');
  }
  return 'npm test';
}

/** Runs the tests once to learn what fails; throws BadInput when there is nothing to repair. */
export async function folderTask(
  root: string,
  test: string | undefined,
  sandbox: Sandbox,
  note: (text: string) => void,
): Promise<Task> {
  const { files, assets, skipped } = await readFolder(root);
  if (skipped.length > 0)
    note(
      `left out: ${skipped.slice(0, 10).join(', ')}${skipped.length > 10 ? ` and ${skipped.length - 10} more` : ''}`,
    );
  if (Object.keys(files).length === 0)
    throw new BadInput(`${root} holds no text files; give the folder of a repository.`);
  checkFiles('files', files);
  const run: RunSpec = test ?? testScript(files);
  await sandbox.reset({ ...files, ...binaries({ assets }) });
  const result = await drain(sandbox.exec(run, { timeoutMs: 120_000 }));
  if (result.timedOut) throw new BadInput(`"${run}" did not end within 120 s; give a faster command with --test "…".`);
  const tests = result.tests?.tests ?? [];
  if (tests.length === 0) {
    const last = result.output.trim().split('\n').at(-1) ?? '';
    throw new BadInput(
      `"${run}" ran no tests that can be read (exit code ${result.exitCode}${last ? `: ${last.slice(0, 160)}` : ''}); give the right command with --test "…".`,
    );
  }
  const failing = [...new Set(tests.filter((t) => t.status === 'fail').map((t) => t.name))];
  if (failing.length === 0)
    throw new NothingToRepair(`All ${tests.length} tests pass already; there is nothing to repair.`);
  const passing = [...new Set(tests.filter((t) => t.status === 'pass').map((t) => t.name))].filter(
    (name) => !failing.includes(name),
  );
  const split = Object.entries(files);
  const name = path.basename(path.resolve(root));
  return {
    id: name.replace(/[^\w.-]/g, '-') || 'folder',
    source: name,
    licence: 'unknown',
    language: split.some(([file]) => /\.[cm]?tsx?$/.test(file)) ? 'typescript' : 'javascript',
    problem: `The tests of this repository fail:\n${failing
      .slice(0, 20)
      .map((line) => `- ${oneLine(line)}`)
      .join('\n')}\nMake them pass without breaking the others.`,
    files: Object.fromEntries(split.filter(([file]) => !isTestPath(file))),
    tests: Object.fromEntries(split.filter(([file]) => isTestPath(file))),
    run,
    failToPass: failing,
    passToPass: passing,
    ...(Object.keys(assets).length > 0 ? { assets } : {}),
  };
}
