/** One real repository with a bug through the whole way: import, detection, failing tests, repair, patch, real Node. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { importArchive } from '../../src/import/archive';
import { detect } from '../../src/import/detect';
import { makeTask } from '../../src/import/draft';
import { drain } from '../../src/lib/stream';
import { defaultConfig, openSandbox, run } from '../../src/run';
import { create as asProcess } from '../../src/sandboxes/process';
import type { Config, TestResult } from '../../src/types';

/** How far it came; what is missing was not reached. */
export interface Row {
  task: string;
  command?: string;
  failing?: number;
  resolved?: boolean;
  applies?: boolean;
  /** What the tests say in real Node on the patched files. */
  node?: 'pass' | 'fail' | 'not run';
  /** Why it went no further, one sentence. */
  reason?: string;
  seconds: number;
}

export interface Limits {
  steps: number;
  wallMs: number;
  /** A folder whose packages the tests find in real Node. */
  modules: string;
}

interface Source {
  id: string;
  files: Record<string, string>;
  tests: Record<string, string>;
}

export async function attempt(file: string, limits: Limits): Promise<Row> {
  const started = performance.now();
  const row: Row = { task: path.basename(file, '.json'), seconds: 0 };
  try {
    const source = JSON.parse(fs.readFileSync(file, 'utf8')) as Source;
    await go(source, { ...source.files, ...source.tests }, row, limits);
  } catch (error) {
    row.reason = (error as Error).message;
  }
  return { ...row, seconds: Math.round((performance.now() - started) / 100) / 10 };
}

async function go(source: Source, files: Record<string, string>, row: Row, limits: Limits): Promise<void> {
  const entries = Object.entries(files).map(([name, text]) => [`${source.id}/${name}`, strToU8(text)]);
  const imported = await drain(importArchive(zipSync(Object.fromEntries(entries)), `${source.id}.zip`));
  const detected = detect(imported.files);
  if (!detected.command) throw new Error(`no command: ${detected.faults.join(' ')}`);
  row.command = detected.command;
  const results = await tests(imported.files, detected.command);
  const failing = [...new Set(results.filter(({ status }) => status === 'fail').map(({ name }) => name))];
  row.failing = failing.length;
  if (results.length === 0) throw new Error('the command ran no tests that can be read');
  if (failing.length === 0) throw new Error('no test fails');
  const draft = { imported, dir: '', modules: {}, command: detected.command, picked: failing, results };
  const task = makeTask({ ...draft, problem: '', written: {}, hidden: [] });
  const base = defaultConfig();
  const config: Config = { ...base, limits: { ...base.limits, steps: limits.steps, wallMs: limits.wallMs } };
  const { patch = '', report, exit } = await drain(run(task, config));
  row.resolved = report?.resolved ?? false;
  if (!row.resolved) throw new Error(`not resolved: ${exit}`);
  const patched = applied(files, patch);
  row.applies = true;
  row.node = await inNode(patched, detected.command, limits.modules);
}

async function tests(files: Record<string, string | Uint8Array>, command: string): Promise<TestResult[]> {
  const sandbox = await openSandbox({ id: 'embedded' });
  try {
    await sandbox.reset(files);
    return (await drain(sandbox.exec(command, { timeoutMs: 30_000 }))).tests?.tests ?? [];
  } finally {
    await sandbox.close();
  }
}

function temporary<T>(use: (dir: string) => T): T {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'protege-real-'));
  const done = () => fs.rmSync(dir, { recursive: true, force: true });
  try {
    const value = use(dir);
    if (value instanceof Promise) return value.finally(done) as T;
    done();
    return value;
  } catch (error) {
    done();
    throw error;
  }
}

/** The original files after `git apply`. */
function applied(files: Record<string, string>, patch: string): Record<string, string> {
  return temporary((dir) => {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
      fs.writeFileSync(path.join(dir, name), text);
    }
    try {
      execFileSync('git', ['-C', dir, 'init', '-q']);
      execFileSync('git', ['-C', dir, 'apply', '-'], { input: patch, stdio: ['pipe', 'pipe', 'pipe'] });
    } catch (error) {
      throw new Error(`git apply: ${String((error as { stderr?: Buffer }).stderr).trim()}`);
    }
    const names = Object.keys(files).filter((name) => fs.existsSync(path.join(dir, name)));
    return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(dir, name), 'utf8')]));
  });
}

/** The patched files under this machine's Node with the frameworks that are installed. */
async function inNode(files: Record<string, string>, command: string, modules: string): Promise<Row['node']> {
  return temporary(async (dir): Promise<Row['node']> => {
    const alone = /^npx flat-tap (\S+)$/.exec(command)?.[1]; // a script that writes its own TAP: node runs it as it is
    fs.symlinkSync(modules, path.join(dir, 'node_modules'));
    const sandbox = asProcess({ root: dir });
    try {
      await sandbox.reset(files);
      const result = await drain(sandbox.exec(alone ? `node ${alone}` : command, { timeoutMs: 120_000 }));
      if (alone) return result.exitCode === 0 && !/^not ok /m.test(result.stdout) ? 'pass' : 'fail';
      const all = result.tests?.tests ?? [];
      if (all.length === 0) return 'not run';
      return all.some(({ status }) => status === 'fail') ? 'fail' : 'pass';
    } finally {
      await sandbox.close();
    }
  });
}
