/** One request in one worker: boots the guest process, runs it, answers over the private port, ends with `exit`. */
import { active } from './active';
import { installCallSites } from './callsites';
import { createHost, hearLibraries } from './host';
import { parseCommand, runCommand, type NodeCommand } from './cli';
import { Keeper } from './custody';
import { hidePlatform } from './globals';
import type { Guest } from './guest';
import { Instance } from './instance';
import { CappedOutput } from './output';
import { dateNow, eventData, microtask, NativeError, post } from './primordials';
import type { FromWorker, NodeRequest, ToWorker } from './protocol';
import { seal } from './seal';
import { useStacksOf } from './stack';
import { runTestFiles } from './testing/files';
import { reportOwnTests } from './testing/script';
import { Verdict } from './verdict';
import { normalize, Vfs } from './vfs';
import { ExitSignal } from './builtins/process';

/** Runs a request to its end. Nothing is returned: everything goes out by `port`, `exit` last. */
export function runRequest(request: NodeRequest, port: MessagePort): void {
  const send = (message: FromWorker) => post(port, message);
  const output = new CappedOutput(send, request.outputCap);
  listenToErrors();
  hidePlatform();
  installCallSites(() => active.instance?.loader);
  const fs = new Vfs(request.files, request.libs, dateNow);
  fs.ensure(request.cwd);
  const command = request.entry.type === 'node' ? parseCommand(request.entry.argv) : undefined;
  const tell = (what: string) => send({ type: 'tampered', what });
  const root = request.root ?? request.cwd;
  const keeper = request.verdict
    ? new Keeper({ root, fs, custody: request.custody, named: namedBy(request, command), tell })
    : undefined;
  const sealed = keeper && seal(fs, root, keeper, tell, request.custody?.data);
  const verdict = keeper && new Verdict(tell, keeper, request.custody?.open);
  let over = false;
  const instance = new Instance({
    fs,
    guestFs: sealed?.guest,
    libraryFs: sealed?.library,
    cwd: request.cwd,
    env: request.env,
    argv: ['/usr/local/bin/node', ...(command?.args ?? [])],
    execArgv: command?.execArgv ?? [],
    stdin: request.stdin,
    known: request.known,
    write: (fd, text) => output.write(fd, text),
    send,
    verdict,
    keeper,
    ended(code) {
      if (over) return;
      over = true;
      verdict?.probe(instance);
      output.flush();
      send({ type: 'exit', exitCode: code, changes: fs.changes(request.cwd), dropped: output.dropped });
    },
  });
  if (command?.kind === 'file') instance.argv.splice(1, 0, '');
  receive(port, instance);
  useStacksOf(instance.loader);
  instance.install();
  verdict?.enclose(instance, request.libs);
  verdict?.protect(instance);

  if (request.entry.type === 'runner') {
    const { framework, argv } = request.entry;
    start(instance, async () => {
      const host = createHost(instance, framework, send);
      const code = await host.run(argv);
      send({ type: 'runner-done', framework, files: host.files });
      instance.exit(code);
    });
  } else if (command!.kind === 'test') start(instance, () => runTestFiles(instance, command!, send));
  else {
    reportOwnTests(instance, command!, send);
    hearLibraries(instance, send);
    start(instance, () => runCommand(instance, command!));
  }
}

/** Files that the command line names. */
function namedBy({ entry, cwd }: NodeRequest, command: NodeCommand | undefined): string[] {
  const words =
    entry.type === 'runner' ? entry.argv : command?.kind === 'test' ? command.args : command ? [command.text] : [];
  return words
    .filter((word) => !word.startsWith('-'))
    .map((word) => normalize(word.startsWith('/') ? word : `${cwd}/${word}`));
}

/** Runs the entry; the process may end once it has returned (or its promise settled) and the loop is dry. */
function start(instance: Instance, run: () => void | Promise<void>): void {
  let later = false;
  instance.guard(() => {
    const done = run();
    later = done !== undefined;
    if (done) done.then(undefined, (error) => instance.uncaught(error, 'uncaughtException'));
  });
  // A module's own text is a promise's job in Node: other jobs come before its ticks.
  if (!later) instance.loop.drainTicks();
  microtask(() => instance.loop.check());
}

/** Uncaught errors of the worker belong to the guest. Runs before anything of the guest can listen. */
function listenToErrors(): void {
  const scope = globalThis as Guest;
  scope.addEventListener('error', (event: Guest) => {
    event.preventDefault();
    active.instance?.uncaught(event.error ?? new NativeError(event.message), 'uncaughtException');
    active.instance?.loop.check();
  });
  scope.addEventListener('unhandledrejection', (event: Guest) => {
    event.preventDefault();
    const { reason, promise } = event;
    if (reason instanceof ExitSignal) return;
    active.instance?.uncaught(reason, 'unhandledRejection', promise);
    active.instance?.loop.check();
  });
}

function receive(port: MessagePort, instance: Instance): void {
  port.onmessage = (event: MessageEvent<ToWorker>) => {
    const message = eventData(event) as ToWorker;
    if (message.type === 'spawned') instance.children?.(message);
  };
}
