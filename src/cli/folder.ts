/** A folder on disk -> a Task: files, tests, test command, and which tests fail now. */
import fs from 'node:fs';
import path from 'node:path';
import { binaries } from '../lib/bytes';
import { drain } from '../lib/stream';
import type { RunSpec, Sandbox, Task } from '../types';
import { checkFiles, decodeText } from '../tasks/load';
import { BadInput } from './command';

const SKIP = new Set(['node_modules', '.git', 'dist', 'build', 'coverage', '.cache', '.next', '.svelte-kit']);
const LIMITS = { files: 5_000, fileBytes: 2 * 1024 * 1024, totalBytes: 20 * 1024 * 1024 };
const isTest = (file: string) =>
  /(^|\/)(tests?|__tests__|spec)\/|[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test\.[cm]?[jt]s$/.test(file);

export interface Folder {
  files: Record<string, string>;
  /** Binary files, base64. */
  assets: Record<string, string>;
  /** Left out, each with its reason. */
  skipped: string[];
}

/** The tests pass as they are. */
export class NothingToRepair extends BadInput {}

/** Reads text and binary files; symlinks and large files are left out and named. */
export function readFolder(root: string): Folder {
  const files: Record<string, string> = {};
  const assets: Record<string, string> = {};
  const skipped: string[] = [];
  let total = 0;
  const walk = (dir: string, prefix: string) => {
    for (const entry of fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = prefix + entry.name;
      const full = path.join(dir, entry.name);
      if (entry.isSymbolicLink()) skipped.push(`${name} (a symbolic link)`);
      else if (entry.isDirectory()) {
        if (!SKIP.has(entry.name)) walk(full, `${name}/`);
      } else if (entry.isFile()) {
        const { size } = fs.statSync(full);
        if (size > LIMITS.fileBytes) {
          skipped.push(`${name} (larger than 2 MB)`);
          continue;
        }
        if (Object.keys(files).length >= LIMITS.files)
          throw new BadInput(`${root} has more than ${LIMITS.files} files; give a smaller folder.`);
        if ((total += size) > LIMITS.totalBytes)
          throw new BadInput(`${root} holds more than 20 MB of text; give a smaller folder.`);
        const bytes = fs.readFileSync(full);
        try {
          files[name] = decodeText(name, bytes);
        } catch {
          assets[name] = bytes.toString('base64');
        }
      }
    }
  };
  walk(root, '');
  return { files, assets, skipped };
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
  const { files, assets, skipped } = readFolder(root);
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
      .map((line) => `- ${line}`)
      .join('\n')}\nMake them pass without breaking the others.`,
    files: Object.fromEntries(split.filter(([file]) => !isTest(file))),
    tests: Object.fromEntries(split.filter(([file]) => isTest(file))),
    run,
    failToPass: failing,
    passToPass: passing,
    ...(Object.keys(assets).length > 0 ? { assets } : {}),
  };
}
