/** The WebContainer of the page as a person uses it: up or not, one program in a terminal, its servers, files in step. */
import type { WebContainerProcess } from '@webcontainer/api';
import { messageOf } from '../../lib/text';
import type { Size, ContainerFolder } from '../../sandboxes/containerfolder';
import type { Changes, Files } from '../../types';
import { changesBetween, applyChanges } from '../../lib/diff';
import { complain } from '../toasts.svelte';
import { repo } from './repo.svelte';

type Status = { kind: 'idle' } | { kind: 'booting' } | { kind: 'ready' } | { kind: 'failed'; message: string };

/** How long a program may take to end after Stop; one in a hot loop never does. */
const KILL_MS = 2000;
/** What the terminal shows again when the room is opened once more, in characters. */
const KEPT = 200_000;

/** `npm run "my script"` -> words; everything else that a shell knows belongs into one. */
export const argvOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(([, double, single, plain]) => double ?? single ?? plain!);

class ContainerSession {
  status = $state.raw<Status>({ kind: 'idle' });
  command = $state('jsh');
  /** The program in the terminal. */
  running = $state(false);
  /** It was told to end and does not. */
  stubborn = $state(false);
  /** Anything was run: there is something to show. */
  used = $state(false);
  /** Port -> address of what listens there. */
  servers = $state.raw<Record<number, string>>({});
  #process: WebContainerProcess | null = null;
  #keys: WritableStreamDefaultWriter<string> | null = null;
  #folder: ContainerFolder | null = null;
  /** The repository that the folder holds, and its files as the page knows them. */
  #of: object | null = null;
  #there: Files = {};
  #log = '';
  #screen: ((text: string) => void) | null = null;
  #size: Size = { cols: 80, rows: 24 };
  #gone = () => {};
  #listening = false;

  /** The status says why it is not up. */
  async boot(): Promise<void> {
    this.status = { kind: 'booting' };
    try {
      const { container, listen } = await import('./outside');
      if (!this.#listening)
        listen({
          server: (port, url) => this.#server(port, url),
          gone: () => this.#ended('The container was shut down.'),
        });
      this.#listening = true;
      await container();
      repo.sandbox = 'webcontainer';
      this.status = { kind: 'ready' };
    } catch (error) {
      this.status = { kind: 'failed', message: messageOf(error) };
    }
  }

  fail(why: string): false {
    this.status = { kind: 'failed', message: why };
    return false;
  }

  /** Ends the container, its programs and servers. The page keeps the files. */
  async shutDown(): Promise<void> {
    const { teardown } = await import('./outside');
    await teardown();
  }

  async run(): Promise<void> {
    const argv = argvOf(this.command);
    if (this.running || argv.length === 0) return;
    [this.running, this.stubborn, this.used] = [true, false, true];
    const gone = new Promise<null>((resolve) => (this.#gone = () => resolve(null)));
    try {
      const folder = await this.#open();
      this.#print(`\x1b[90m$ ${argv.join(' ')}\x1b[0m\r\n`);
      const process = (this.#process = await folder.start(argv, this.#size));
      this.#keys = process.input.getWriter();
      process.output.pipeTo(new WritableStream({ write: (text) => this.#print(text) })).catch(() => {});
      const code = await Promise.race([process.exit, gone]);
      if (code === null) return;
      await folder.settled();
      this.#print(`\r\n\x1b[90mexit code ${code}\x1b[0m\r\n`);
    } catch (error) {
      this.#print(`\r\n${messageOf(error)}\r\n`);
    } finally {
      this.#process = this.#keys = null;
      [this.running, this.stubborn] = [false, false];
    }
  }

  /** Keys from the terminal. */
  input(text: string): void {
    this.#keys?.write(text).catch(() => {});
  }

  resize({ cols, rows }: Size): void {
    this.#size = { cols, rows };
    this.#process?.resize(this.#size);
  }

  async stop(): Promise<void> {
    const process = this.#process;
    if (!process) return;
    process.kill();
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), KILL_MS));
    if ((await Promise.race([process.exit, late])) === 'late' && this.#process === process) this.stubborn = true;
  }

  /** Shows what was printed so far and then what comes. Returns what stops it. */
  attach(screen: (text: string) => void): () => void {
    screen(this.#log);
    this.#screen = screen;
    return () => {
      if (this.#screen === screen) this.#screen = null;
    };
  }

  /** The page's files changed: the container's follow. Another repository ends the folder. */
  follow(of: object | null, files: Files): void {
    if (!this.#folder) return;
    if (of !== this.#of) return void this.#close();
    const changes = changesBetween(this.#there, files);
    if (Object.keys(changes).length === 0) return;
    this.#there = files;
    this.#folder.put(changes).catch(complain);
  }

  async #open(): Promise<ContainerFolder> {
    const { openContainerFolder } = await import('./outside');
    if (this.#folder && this.#of === repo.chosen) return this.#folder;
    this.#close();
    const of = (this.#of = repo.chosen);
    this.#there = { ...repo.files, ...repo.written };
    return (this.#folder = await openContainerFolder(this.#there, (changes) => this.#came(of, changes)));
  }

  #came(of: object | null, changes: Changes): void {
    if (of !== repo.chosen) return;
    const taken = repo.edit(changes);
    this.#there = applyChanges(this.#there, taken);
  }

  #close(): void {
    this.#process?.kill();
    this.#folder?.close().catch(() => {});
    this.#folder = this.#of = null;
  }

  #server(port: number, url: string | null): void {
    const { [port]: _, ...others } = this.servers;
    this.servers = url === null ? others : { ...others, [port]: url };
  }

  #ended(why: string): void {
    this.status = { kind: 'idle' };
    this.servers = {};
    this.#folder = this.#of = null;
    if (this.running) this.#print(`\r\n\x1b[90m${why}\x1b[0m\r\n`);
    this.#gone();
  }

  #print(text: string): void {
    this.#log = (this.#log + text).slice(-KEPT);
    this.#screen?.(text);
  }
}

/** One for the page: switching rooms loses nothing. */
export const containerSession = new ContainerSession();
