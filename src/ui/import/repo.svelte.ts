/** The state of "Your repo": what came in, what it is, what its tests said, and the task made of it. */
import { SvelteSet } from 'svelte/reactivity';
import type { Detected } from '../../import/detect';
import { withEdits, type Edits } from '../../import/edits';
import type { Hosts } from '../../import/hosts';
import type { Installed } from '../../import/install';
import type { Imported } from '../../import/origin';
import type { ImportProgress } from '../../import/progress';
import { changesBetween, applyChanges, own } from '../../lib/diff';
import { messageOf } from '../../lib/text';
import type { Changes, Files, Stream, Task } from '../../types';
import { targetId } from '../../vault/protocol';
import { expert } from '../expert/expert.svelte';
import type { Picked } from './pick';
import type { Decided } from '../../storage/imports';
import { recents } from './recents.svelte';
import { testNames, savedHosts, saveHosts, type Coming, type Trying } from './states';

export class Repo {
  address = $state('');
  hosts = $state<Hosts>(savedHosts());
  coming = $state.raw<Coming>({ kind: 'none' });
  imported = $state.raw<Imported | null>(null);
  detected = $state.raw<Detected | null>(null);
  /** The package of a monorepo the tests run in; '' = the root. */
  dir = $state('');
  sandbox = $state('embedded');
  command = $state('');
  /** Packages the tests import and the sandbox does not bring: name -> range. */
  wanted = $state.raw<Record<string, string>>({});
  installed = $state.raw<Installed | null>(null);
  /** Other packages of the monorepo that this one imports, below node_modules. */
  #siblings: Files = {};
  trying = $state.raw<Trying>({ kind: 'none' });
  output = $state('');
  readonly picked = new SvelteSet<string>();
  readonly hidden = new SvelteSet<string>();
  problem = $state('');
  written = $state.raw<Record<string, string>>({});
  /** What programs in the container changed, in the chosen package. */
  edits = $state.raw<Edits>({});
  /** Another one for each choice of repository and package; null while there is none, or one is being opened. */
  chosen = $state.raw<object | null>(null);
  /** What the next try goes on from. */
  #again: (() => Promise<void>) | null = null;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on screen reads it
  #packages = new Map<string, Uint8Array>();
  #abort: AbortController | null = null;
  #root: FileSystemDirectoryHandle | undefined;

  failing = $derived(this.trying.kind === 'done' ? testNames(this.trying.result, 'fail') : []);
  passing = $derived(this.trying.kind === 'done' ? testNames(this.trying.result, 'pass') : []);
  busy = $derived(this.coming.kind === 'coming' || this.trying.kind === 'packages' || this.trying.kind === 'running');

  saveHosts(hosts: Partial<Hosts>): void {
    this.hosts = saveHosts(hosts);
  }

  /** The vault holds a token for GitHub at the address that is set. */
  get hasToken(): boolean {
    return expert.status?.keys.includes(targetId({ provider: 'github', baseURL: this.hosts.api })) ?? false;
  }

  async fromAddress(): Promise<void> {
    const address = this.address.trim();
    await this.#bring(async (signal) => {
      const { importAddress, tokenFetch } = await import('./bring');
      const { api } = this.hosts;
      const withToken = this.hasToken ? { withToken: tokenFetch(api) } : {};
      return importAddress(address, { hosts: this.hosts, kept: recents.bodies(address), signal, ...withToken });
    });
  }

  fromArchive(file: File): Promise<void> {
    return this.#bring(async () => {
      const [{ unpack }, { limits, tooLarge }] = await Promise.all([import('./unpack'), import('../../import/limits')]);
      if (file.size > limits.packed) throw tooLarge(file.name, limits.packed);
      return unpack(new Uint8Array(await file.arrayBuffer()), file.name);
    });
  }

  fromFolder({ name, entries, root }: Picked): Promise<void> {
    return this.#bring(async (signal) => {
      const { importFolder } = await import('./bring');
      return importFolder(entries, name, signal);
    }, root);
  }

  /** Goes on where a failure or a cancel stopped. */
  again(): void {
    void this.#again?.();
  }

  cancel(): void {
    this.#abort?.abort(new DOMException('Cancelled', 'AbortError'));
  }

  async #bring(
    open: (signal: AbortSignal) => Promise<Stream<ImportProgress, Imported>>,
    root?: FileSystemDirectoryHandle,
  ): Promise<void> {
    this.cancel();
    const abort = (this.#abort = new AbortController());
    this.#again = () => this.#bring(open, root);
    this.coming = { kind: 'coming', progress: null, startedAt: Date.now() };
    try {
      const { drain } = await import('../../lib/stream');
      const imported = await drain(await open(abort.signal), (progress) => {
        if (!abort.signal.aborted) this.coming = { kind: 'coming', progress, startedAt: Date.now() };
      });
      abort.signal.throwIfAborted();
      this.#packages.clear();
      this.#root = root;
      this.chosen = null;
      this.imported = imported;
      this.written = {};
      this.problem = imported.problem ?? '';
      this.coming = { kind: 'none' };
      const chosen = this.choose('');
      await Promise.all([chosen, recents.keep(imported, chosen)]);
    } catch (error) {
      if (this.#abort !== abort) return;
      this.coming = abort.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', message: messageOf(error) };
    }
  }

  /** An import of before, as it was left. @throws one sentence */
  async open(id: string): Promise<void> {
    const { imported, decided, installed } = await recents.open(id);
    this.cancel();
    this.chosen = null;
    this.coming = { kind: 'none' };
    this.imported = imported;
    this.written = {};
    this.problem = imported.problem ?? '';
    this.#root = decided?.root;
    await this.choose(decided?.dir ?? '', () => {
      if (!decided) return;
      const { sandbox, command, problem, written, edits, result } = decided;
      Object.assign(this, { sandbox, command, problem, written, edits, installed });
      if (result) [this.trying, this.output] = [{ kind: 'done', result }, result.output];
      for (const name of decided.picked) this.picked.add(name);
      for (const path of decided.hidden) this.hidden.add(path);
    });
  }

  /** What there is to keep beside the import itself. */
  get decided(): Decided {
    const { dir, sandbox, command, problem, written, edits, trying } = this;
    return {
      ...{ dir, sandbox, command, problem, written, edits },
      picked: [...this.picked],
      hidden: [...this.hidden],
      ...(trying.kind === 'done' ? { result: trying.result } : {}),
      ...(this.#root ? { root: this.#root } : {}),
    };
  }

  /** Settles once what is chosen has been looked at; before that there is nothing to decide about. */
  choosing: Promise<void> = Promise.resolve();
  /** Looks at the repository, or at one package of it; `then` decides more before anybody sees it. */
  choose = (dir: string, then = () => {}): Promise<void> => (this.choosing = this.#choose(dir, then));
  async #choose(dir: string, then: () => void): Promise<void> {
    if (!this.imported) return;
    this.chosen = null;
    const { detect, packageFiles, wanted, bundledNames, readAhead, siblings, importedBy } = await import('./bring');
    const files = packageFiles(this.imported.files, dir);
    await readAhead(files);
    await breath();
    const detected = detect(files);
    await breath();
    this.dir = dir;
    // Workspaces and the lockfile are the root's.
    const root = dir === '' ? detected : detect(this.imported.files);
    this.detected = { ...detected, members: root.members, manager: root.manager, lockfile: root.lockfile };
    this.sandbox = 'embedded';
    this.command = detected.command ?? '';
    const members = dir === '' ? [] : root.members.filter((member) => member.dir !== dir);
    this.#siblings = siblings(this.imported.files, members, importedBy, files);
    this.wanted = wanted(files, [...(await bundledNames()), ...members.map(({ name }) => name)]);
    this.installed = null;
    this.trying = { kind: 'none' };
    this.output = '';
    this.picked.clear();
    this.hidden.clear();
    this.edits = {};
    then();
    this.chosen = {};
  }

  /** The chosen package as it came. */
  get #base(): Files {
    if (!this.imported) return {};
    const start = this.dir === '' ? '' : `${this.dir}/`;
    const own = Object.entries(this.imported.files).filter(([path]) => path.startsWith(start));
    return Object.fromEntries(own.map(([path, content]) => [path.slice(start.length), content]));
  }

  /** A file of the chosen package as it came. */
  came = (path: string): Files[string] | undefined => own(this.#base, path);

  /** Names of the chosen package's npm scripts. */
  get scripts(): string[] {
    try {
      const { scripts } = JSON.parse(String(this.files['package.json'])) as { scripts?: object };
      return Object.keys(scripts ?? {});
    } catch {
      return [];
    }
  }

  /** The chosen package as it is now. */
  get files(): Files {
    return applyChanges(this.#base, this.edits);
  }

  /** Takes what programs in the container changed. @returns what it took */
  edit(changes: Changes): Changes {
    const before = { ...this.files, ...this.written };
    const mine = Object.entries(changes).filter(([path]) => Object.hasOwn(this.written, path));
    const texts = mine.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    if (mine.length > 0) this.written = { ...this.written, ...Object.fromEntries(texts) };
    const others = Object.entries(changes).filter(([path]) => !Object.hasOwn(this.written, path));
    this.edits = withEdits(this.#base, this.edits, Object.fromEntries(others));
    return changesBetween(before, { ...this.files, ...this.written });
  }

  /** The package is again as it came. */
  discard(): void {
    this.edits = {};
  }

  /** Everything below node_modules. */
  get modules(): Files {
    return { ...this.installed?.files, ...this.#siblings };
  }

  /** Installs what is missing, runs the tests, chooses all that fail. */
  async runTests(): Promise<void> {
    if (!this.imported) return;
    const abort = (this.#abort = new AbortController());
    const { signal } = abort;
    this.output = '';
    try {
      const { workingFiles, installPackages, tryOut, bundledNames } = await import('./bring');
      if (this.sandbox !== 'webcontainer' && !this.installed && Object.keys(this.wanted).length > 0) {
        this.trying = { kind: 'packages', progress: null };
        const { drain } = await import('../../lib/stream');
        const bundled = [...(await bundledNames()), ...(this.detected?.members ?? []).map(({ name }) => name)];
        const lock = this.detected?.lockfile;
        const files = lock && this.dir !== '' ? { ...this.files, [lock]: this.imported.files[lock]! } : this.files;
        this.installed = await drain(
          installPackages(files, { hosts: this.hosts, bundled, kept: this.#packages, signal }),
          (progress) => {
            this.trying = { kind: 'packages', progress };
          },
        );
      }
      this.trying = { kind: 'running' };
      const { imported, dir, edits, written } = this;
      const files = workingFiles({ imported, dir, edits, written, modules: this.modules });
      const result = await tryOut(this.sandbox, files, this.command, {
        signal,
        onOutput: (text) => (this.output = (this.output + text).slice(-200_000)),
      });
      this.output = result.output.slice(-200_000);
      this.trying = { kind: 'done', result };
      this.picked.clear();
      for (const name of this.failing) this.picked.add(name);
    } catch (error) {
      this.trying = signal.aborted ? { kind: 'none' } : { kind: 'failed', message: messageOf(error) };
    }
  }

  /** @throws TaskError in one sentence */
  async task(): Promise<Task> {
    const { makeTask } = await import('./bring');
    const { imported, dir, command, problem, trying, written, edits } = this;
    const task = makeTask({
      imported: imported!,
      dir,
      edits,
      command,
      problem,
      written,
      modules: this.modules,
      picked: [...this.picked],
      hidden: [...this.hidden],
      results: trying.kind === 'done' ? (trying.result.tests?.tests ?? []) : [],
    });
    if (this.#root) await recents.keepRoot(task.id, this.#root);
    return task;
  }
}

/** Lets the page paint and answer between two pieces of work. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/** One for the page: switching rooms loses nothing. */
export const repo = new Repo();
