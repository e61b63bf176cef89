/** What the page knows of the expert: the chosen provider and model, consent, caps and spending. Never a key. */
import { preference, readJson } from '../../storage/preferences';
import type { Choice } from '../../types';
import {
  unconfined,
  type Budget,
  type Caps,
  type ProviderId,
  type Status,
  type CallTarget,
  type KeyTest,
  type Vault,
} from '../../vault/protocol';
import { looseRealms } from './canary';
import { openVault } from './vault';

export type ConsentMode = 'auto' | 'ask' | 'never';

/** Kept in this browser; plain choices, never a key. */
export interface Setup {
  provider: ProviderId;
  baseURL: string;
  model: string;
  /** US dollars per million tokens, or null: from the table. */
  priceIn: number | null;
  priceOut: number | null;
  consent: ConsentMode;
}

const defaults: Setup = {
  provider: 'openrouter',
  baseURL: 'http://127.0.0.1:11434/v1',
  model: '',
  priceIn: null,
  priceOut: null,
  consent: 'ask',
};
const KEPT = preference('protege-expert');

const read = (): Setup =>
  readJson(
    KEPT,
    (saved) => ({ ...defaults, ...(saved as Partial<Setup>) }),
    () => ({ ...defaults }),
  );

const number = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

class Expert {
  setup = $state<Setup>(read());
  status = $state.raw<Status | null>(null);
  budget = $state.raw<Budget | null>(null);
  models = $state.raw<string[]>([]);
  result = $state.raw<KeyTest | null>(null);
  /** The last call was held back by a cap; what it said. */
  capped = $state<string | null>(null);
  /** Why no key can be taken here: a canary failed; '' = it can, as far as known. */
  loose = $state('');
  /** The run whose spending is on show. */
  run = $state('none');

  get target(): CallTarget {
    const { provider, baseURL } = this.setup;
    return provider === 'custom' ? { provider, baseURL } : { provider };
  }

  get price(): { in: number; out: number } | undefined {
    const { priceIn, priceOut } = this.setup;
    return number(priceIn) && number(priceOut) ? { in: priceIn, out: priceOut } : undefined;
  }

  /** The registry choice that a config records. */
  get choice(): Choice {
    const { provider, baseURL, model } = this.setup;
    const price = this.price;
    const options = {
      provider,
      model: model.trim(),
      ...(provider === 'custom' ? { baseURL } : {}),
      ...(price ? { priceIn: price.in, priceOut: price.out } : {}),
    };
    return { id: 'provider', options };
  }

  save(): void {
    KEPT.keep(JSON.stringify(this.setup));
  }

  /** Something about the target changed: what was found out about the old one goes. */
  changed(): void {
    this.models = [];
    this.result = null;
    this.save();
  }

  async refresh(): Promise<void> {
    const vault = openVault();
    [this.status, this.budget] = await Promise.all([vault.status(), vault.budget(this.run)]);
  }

  /** Asks the canaries ahead of a key, so that its hand-over need not wait. */
  async check(): Promise<void> {
    try {
      const [realms, { confined }] = await Promise.all([looseRealms(), openVault().status()]);
      const loose = [...realms, ...(confined ? [] : ['the vault’s worker'])];
      this.loose = loose.length > 0 ? unconfined(loose).message : '';
    } catch (error) {
      this.loose = (error as Error).message;
    }
  }

  /** @throws one sentence; the caps then stay as they were. */
  async setCaps(caps: Caps): Promise<void> {
    await openVault().setCaps(caps);
    await this.refresh();
    this.capped = null;
  }

  /** Calls `work` on the vault, then looks at what changed. */
  async with<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
    try {
      return await work(openVault());
    } finally {
      await this.refresh();
    }
  }
}

export const expert = new Expert();
