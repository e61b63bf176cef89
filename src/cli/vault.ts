/** The vault of a terminal: the page's own code in this process, keys from environment variables only, its book in a file. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bookOf, emptyBook, type Book, type LedgerStore } from '../vault/ledger';
import { Fault, targetId, type CallTarget, type Vault } from '../vault/protocol';
import { isProvider, providers } from '../vault/providers';
import { createVault } from '../vault/vault';
import { vaultEnvironment as keys } from './keys';

/** Where the money book lies: PROTEGE_HOME, or the state folder of this user. */
export const home = (): string =>
  process.env.PROTEGE_HOME ??
  path.join(process.env.XDG_STATE_HOME ?? path.join(os.homedir(), '.local/state'), 'protege');

const STALE_MS = 10_000;

/** The book as a JSON file, changed under a lock that processes share; a session is a process. */
function fileStore(file: string): LedgerStore {
  const lock = `${file}.lock`;
  const read = (): Book => {
    try {
      return bookOf(JSON.parse(readFileSync(file, 'utf8')) as Book);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyBook();
      throw new Fault('storage', `${file} cannot be read, so nothing is spent. Repair or delete it.`);
    }
  };
  return {
    async update(change) {
      mkdirSync(path.dirname(file), { recursive: true });
      await taken(lock);
      try {
        const book = read();
        const result = change(book);
        writeFileSync(`${file}.${process.pid}`, JSON.stringify(book), { mode: 0o600 });
        renameSync(`${file}.${process.pid}`, file);
        return result;
      } finally {
        rmSync(lock, { recursive: true, force: true });
      }
    },
    async sessions() {
      const named = read().entries.map(({ session }) => session);
      return new Set(named.filter((session) => isRunning(Number(session))));
    },
  };
}

async function taken(lock: string): Promise<void> {
  for (;;) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > STALE_MS) rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const MANY = 1e9;

/** Caps per episode come with each request, from the command line; the one per day from PROTEGE_DAY_COST, default 2. */
export function terminalVault(own?: NodeJS.ProcessEnv): Vault {
  const inner = createVault({
    fetch: globalThis.fetch,
    store: fileStore(path.join(home(), 'spending.json')),
    session: String(process.pid),
    confined: async () => true, // no page, no policy; the guest runs in a process of its own
    probe: async () => 'address',
  });
  const given = new Set<string>();
  /** The key of a target, at its first use. @throws Fault that names the variable */
  async function ready(target: CallTarget): Promise<void> {
    const environment = own ?? keys();
    if (given.size === 0) await inner.setCaps(capsOf(environment));
    if (!isProvider(target?.provider) || given.has(targetId(target))) return;
    given.add(targetId(target));
    const name = providers[target.provider].env.find((name) => environment[name]);
    if (name === undefined) {
      if (target.provider === 'custom') return;
      const { label, env } = providers[target.provider];
      throw new Fault('key', `There is no key for ${label}: set the environment variable ${env.join(' or ')}.`);
    }
    await inner.hand(target, environment[name]!).catch((error: Fault) => {
      throw new Fault(error.kind, `${name}: ${error.message}`);
    });
  }
  return {
    ...inner,
    async prepare(request) {
      await ready(request.target);
      return inner.prepare(request);
    },
    async *ask(request, options) {
      await ready(request.target);
      return yield* inner.ask(request, options);
    },
  };
}

function capsOf({ PROTEGE_DAY_COST = '2' }: NodeJS.ProcessEnv) {
  const cost = PROTEGE_DAY_COST.trim() === '' ? NaN : Number(PROTEGE_DAY_COST);
  if (!Number.isFinite(cost) || cost < 0)
    throw new Fault(
      'cap',
      `PROTEGE_DAY_COST must be US dollars from 0 up, not "${PROTEGE_DAY_COST}". Nothing was sent.`,
    );
  const many = { calls: MANY, judged: MANY, tokens: MANY };
  return { task: { ...many, cost: MANY }, day: { ...many, cost } };
}
