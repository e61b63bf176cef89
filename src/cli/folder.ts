/** A folder on disk -> a Task, by the page's import: files, tests, test command, and which tests fail now. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { drain } from '../lib/stream';
import type { Files, Sandbox, Task } from '../types';
import { detect } from '../import/detect';
import { makeTask } from '../import/draft';
import { ImportError } from '../import/fault';
import { importFolder, type FolderEntry } from '../import/folder';
import { isNever, isToolMade } from '../import/ignore';
import type { Imported } from '../import/origin';
import { TaskError } from '../tasks/load';

export interface Folder {
  imported: Imported;
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
async function readFolder(root: string): Promise<Folder> {
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
    const imported = await drain(importFolder(entries, path.basename(path.resolve(root)), undefined, trackedIn(root)));
    const left = imported.notes.filter((note) => note.startsWith('Left out'));
    return { imported, skipped: [...skipped, ...left.map((note) => note.replace(/^Left out, |\.$/g, ''))] };
  } catch (error) {
    if (error instanceof ImportError) throw new BadInput(`${root}: ${error.message}`);
    throw error;
  }
}

/** The test command that the page's import would find. */
function commandOf(files: Files): string {
  const { command, faults } = detect(files);
  if (command !== undefined) return command;
  const why = faults.at(-1) ?? 'The folder has no test command.';
  throw new BadInput(`${why} Or name the test command with --test "…".`);
}

/** Runs the tests once to learn what fails; throws BadInput when there is nothing to repair. */
export async function folderTask(
  root: string,
  test: string | undefined,
  sandbox: Sandbox,
  note: (text: string) => void,
): Promise<Task> {
  const { imported, skipped } = await readFolder(root);
  if (skipped.length > 0)
    note(
      `left out: ${skipped.slice(0, 10).join(', ')}${skipped.length > 10 ? ` and ${skipped.length - 10} more` : ''}`,
    );
  const run = test ?? commandOf(imported.files);
  await sandbox.reset(imported.files);
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
  const about = { dir: '', modules: {}, problem: '', written: {}, hidden: [] };
  try {
    const { title: _, ...task } = makeTask({ ...about, imported, command: run, picked: failing, results: tests });
    return task; // called by its name alone, as the folder is
  } catch (error) {
    if (error instanceof TaskError) throw new BadInput(`${root}: ${error.message}`);
    throw error;
  }
}
