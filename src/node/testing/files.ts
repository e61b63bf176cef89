/** `node --test`: finds the files and runs each in a fresh process of its own inside this worker, one after the other. */
import { active } from '../active';
import type { NodeCommand } from '../cli';
import { preloads, runMain } from '../cli';
import { ExitSignal } from '../builtins/process';
import { globToRegExp } from '../builtins/path';
import { restoreIntrinsics } from '../intrinsics';
import { Instance } from '../instance';
import { now } from '../primordials';
import type { FromWorker } from '../protocol';
import { useStacksOf } from '../stack';
import { normalize } from '../vfs';
import { Harness } from './harness';
import { errorReport, testFailure } from './result';
import { optionsOf } from './script';
import { count, isBad, newNode, noCounts, type TestNode } from './node';

/** Every file below `root`, sorted, without node_modules. */
export function walk(instance: Instance, root: string, modules = false): string[] {
  const out: string[] = [];
  const visit = (dir: string) => {
    const node = instance.fs.lookup(dir);
    if (node?.kind !== 'dir') return;
    for (const name of [...node.entries.keys()].sort()) {
      const path = dir === '/' ? `/${name}` : `${dir}/${name}`;
      if (name === 'node_modules' && !modules) continue;
      if (instance.fs.isDir(path)) visit(path);
      else out.push(path);
    }
  };
  visit(root);
  return out;
}

const CODE = /\.[cm]?[jt]s$/;
const isTest = (path: string, root: string): boolean => {
  if (!CODE.test(path)) return false;
  const inside = path.slice(root.length + 1);
  const name = inside.slice(inside.lastIndexOf('/') + 1).replace(CODE, '');
  return /(^|\/)test\//.test(inside) || /^test$|^test-|[._-]test$/.test(name);
};

function findTestFiles(instance: Instance, args: string[]): string[] {
  const absolute = (path: string) => normalize(path.startsWith('/') ? path : `${instance.cwd}/${path}`);
  if (args.length === 0) return walk(instance, instance.cwd).filter((path) => isTest(path, instance.cwd));
  const out: string[] = [];
  for (const arg of args) {
    const path = absolute(arg);
    if (instance.fs.isFile(path)) out.push(path);
    else if (instance.fs.isDir(path))
      out.push(
        ...walk(instance, path).filter((one) => isTest(one, path) || (CODE.test(one) && /(^|\/)test(\/|$)/.test(path))),
      );
    else if (/[*?[{]/.test(arg)) {
      const pattern = globToRegExp(absolute(arg));
      out.push(...walk(instance, instance.cwd).filter((one) => pattern.test(one)));
    } else throw Object.assign(new Error(`Could not find '${path}'`), { notFound: true });
  }
  return [...new Set(out)];
}

export async function runTestFiles(
  outer: Instance,
  command: NodeCommand,
  send: (message: FromWorker) => void,
): Promise<void> {
  let files: string[];
  try {
    files = findTestFiles(outer, command.args);
  } catch (error) {
    outer.write(2, `${(error as Error).message}\n`);
    outer.exit(1);
  }
  outer.loop.hold(); // this process waits for its children and has nothing else to do
  const began = now();
  const all = newNode('root', '', null, {}, () => {});
  const { reporter } = optionsOf(command, outer, '', send);
  let complete = true;
  for (const path of files!) {
    const file = path.startsWith(outer.cwd + '/') ? path.slice(outer.cwd.length + 1) : path;
    const { nodes, whole } = await runFile(outer, command, path, file, send, reporter);
    complete &&= whole;
    for (const node of nodes) all.children.push(node);
  }
  all.ms = now() - began;
  const counts = count(all, noCounts());
  reporter.end(all, counts);
  if (complete) send({ type: 'runner-done', framework: 'node:test', files: files!.length });
  outer.exit(all.children.some(isBad) ? 1 : 0);
}

async function runFile(
  outer: Instance,
  command: NodeCommand,
  path: string,
  file: string,
  send: (m: FromWorker) => void,
  reporter: Harness['options']['reporter'],
): Promise<{ nodes: TestNode[]; whole: boolean }> {
  let ended: (code: number) => void;
  const exited = new Promise<number>((resolve) => (ended = resolve));
  const began = now();
  const child = new Instance({
    ...outer.options,
    env: { ...outer.env, NODE_TEST_CONTEXT: 'child-v8' },
    argv: ['/usr/local/bin/node', path],
    execArgv: command.execArgv,
    write: (fd, text) => outer.write(fd, text),
    ended: (code) => ended(code),
    stdin: '',
    pid: outer.pid + 1,
  });
  // What the shell says about processes is for the file that runs: it started them.
  outer.children = (message) => child.children?.(message);
  const undo = child.install();
  const { verdict } = outer.options;
  const back = active.realm?.closed ? active.realm.keep() : restoreIntrinsics();
  verdict?.protect(child);
  useStacksOf(child.loader);
  let harness: Harness | undefined;
  child.makeHarness = () => (harness = new Harness(child, { ...optionsOf(command, child, file, send), reporter }));
  let thrown: { error: unknown } | undefined;
  /** The file has run to its last line. */
  let loaded = false;
  const loadFailed = child.onUncaught((error) => {
    thrown ??= { error };
    child.guardQuiet(error);
  });
  child.guard(() => {
    const preload = preloads(child, command);
    for (const one of preload)
      if (one.kind === 'require') child.loader.require(one.specifier, child.cwd + '/[preload]');
    const run = async () => {
      for (const one of preload)
        if (one.kind === 'import') await child.loader.import(one.specifier, child.cwd + '/[preload]');
      await runMain(child, path);
    };
    const done = preload.some((one) => one.kind === 'import') ? run() : runMain(child, path);
    if (done)
      done.then(
        () => (loaded = true),
        (error) => child.uncaught(error, 'uncaughtException'),
      );
    else loaded = true;
  });
  verdict?.sweep();
  child.loop.drainTicks();
  const early = await Promise.race([exited, child.whenIdle()]);
  // A process that leaves early has not reached its end, whatever had passed by then: tests may be missing.
  let whole = early === undefined || (!harness?.unfinished && (loaded || !verdict));
  let code: number | undefined = early === undefined ? undefined : early;
  if (early === undefined && child.exited === undefined) {
    await harness?.end();
    try {
      child.builtin('process').emit('beforeExit', 0);
      await Promise.race([exited, child.whenIdle()]);
      if (child.unsettled) {
        // The file never reached its end, so tests may be missing: Node's exit code 13.
        whole = false;
        child.write(2, 'Warning: Detected unsettled top-level await\n');
        child.exit(child.builtin('process').exitCode ?? 13);
      }
      child.exit();
    } catch (error) {
      if (!(error instanceof ExitSignal)) throw error;
    }
    code = child.exited;
  } else if (harness?.unfinished) whole = false;
  loadFailed();
  child.loop.stop();
  verdict?.probe(child);
  back();
  undo();
  useStacksOf(outer.loader);
  // The failures are printed at the very end, when this process is gone.
  for (const [name, length] of child.loader.prefixes) outer.loader.prefixes.set(name, length);
  const nodes = harness?.root.children.filter((node) => node.finished) ?? [];
  const failedTests = nodes.some(isBad);
  if (nodes.length === 0 || thrown || (code && !failedTests)) {
    const node = newNode('test', file, null, {}, () => {});
    node.finished = true;
    node.ms = now() - began;
    if (thrown || code) {
      node.status = 'fail';
      node.failure = { error: thrown?.error ?? testFailure('test failed', 'testCodeFailure'), type: 'testCodeFailure' };
    }
    reporter.top(node);
    const failed = node.status === 'fail';
    send({
      type: 'test',
      test: {
        name: file,
        file,
        status: failed ? 'fail' : 'pass',
        ms: Math.round(node.ms * 100) / 100,
        ...(failed ? { error: errorReport(node.failure!.error) } : {}),
      },
    });
    nodes.push(node);
  }
  return { nodes, whole };
}
