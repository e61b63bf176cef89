/** The keys: in memory, by target; sealed on this device only when a person asked for it, and locked again when idle. */
import { Fault, targetId, unconfined, type Holder, type Secret, type Status } from './protocol';
import { checkKey, isProvider } from './providers';
import { createRedactor, type Redactor } from './redact';
import { seal, unseal, type Sealed } from './seal';

/** One place on the device's disk. */
export interface Box {
  get(): Promise<Sealed | undefined>;
  put(sealed: Sealed): Promise<void>;
  delete(): Promise<void>;
}

/** Opened keys that nobody used for this long are locked again. */
const IDLE_MS = 15 * 60_000;

const VAULT = 'the vault’s worker';

export interface Ring {
  get(target: Holder): string | undefined;
  all(): string[];
  names(): string[];
  redactor(): Redactor;
  hand(target: Holder, key: string): Promise<void>;
  forget(target?: Holder): Promise<void>;
  remember(secret: Secret): Promise<void>;
  unlock(secret: Secret): Promise<void>;
  erase(): Promise<void>;
  state(): Status['remembered'];
  /** The state, after a look at the device. */
  look(): Promise<Status['remembered']>;
  touch(): void;
}

export function createRing(box: Box | undefined, confined: () => Promise<boolean>): Ring {
  const keys = new Map<string, string>();
  let secret: Secret | undefined;
  let sealed = false;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let redactor: Redactor | undefined;

  const changed = async () => {
    redactor = undefined;
    if (secret && box) await box.put(await seal(JSON.stringify([...keys]), secret));
  };
  const lock = () => {
    secret = undefined;
    keys.clear();
    redactor = undefined;
  };
  const touch = () => {
    clearTimeout(idle);
    if (secret) idle = setTimeout(lock, IDLE_MS);
  };
  const need = (): Box => {
    if (box) return box;
    throw new Fault('storage', 'Nothing can be remembered here. The key stays in memory until you close the page.');
  };
  const state = (): Status['remembered'] => (secret ? 'open' : sealed ? 'locked' : 'none');

  return {
    get: (target) => keys.get(targetId(target)),
    all: () => [...keys.values()],
    names: () => [...keys.keys()],
    redactor: () => (redactor ??= createRedactor([...keys.values()])),
    async hand(target, text) {
      if (target.provider !== 'github' && !isProvider(target.provider))
        throw new Fault('address', 'Choose a provider first.');
      const key = checkKey(target, text);
      if (!(await confined())) throw unconfined([VAULT]);
      keys.set(targetId(target), key);
      await changed();
      touch();
    },
    async forget(target) {
      if (target) keys.delete(targetId(target));
      else keys.clear();
      await changed();
    },
    async remember(given) {
      need();
      if (keys.size === 0) throw new Fault('key', 'There is no key to remember yet. Give one first.');
      const made = await seal(JSON.stringify([...keys]), given);
      await need().put(made);
      [secret, sealed] = [given, true];
      touch();
    },
    async unlock(given) {
      const made = await need().get();
      if (!made) throw new Fault('locked', 'Nothing is remembered on this device.');
      const opened = JSON.parse(await unseal(made, given)) as [string, string][];
      if (!(await confined())) throw unconfined([VAULT]);
      for (const [name, key] of opened) if (!keys.has(name)) keys.set(name, key);
      [secret, sealed, redactor] = [given, true, undefined];
      touch();
    },
    async erase() {
      await need().delete();
      [secret, sealed] = [undefined, false];
      clearTimeout(idle);
    },
    state,
    async look() {
      if (box && !secret) sealed = (await box.get()) !== undefined;
      return state();
    },
    touch,
  };
}
