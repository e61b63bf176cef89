/**
 * The vault: the only place that holds keys and the only one that speaks to providers. Runs in its own worker (page) or in
 * the process (terminal). Whatever comes in or goes out passes its redactor; every call is reserved in its ledger first.
 */
import type OpenAI from 'openai';
import type { Completion, Stream } from '../types';
import { pause } from '../lib/pause';
import { attempt, type Heard } from './call';
import { connect, guard, type Pulse } from './client';
import { explain, type Probe } from './faults';
import { githubCaller } from './github';
import { createRing, type Box } from './keyring';
import { blockedBy, budgetOf, checkCaps, emptyBook, recover, reserve, settle } from './ledger';
import type { Book, LedgerStore } from './ledger';
import { checkRequest, planOf, takenBy, type Plan } from './plan';
import { costOf, dearer, guessTokens, priceOf } from './prices';
import {
  Fault,
  targetId,
  type Ends,
  type Holder,
  type Price,
  type ProviderId,
  type ExpertRequest,
  type CallTarget,
  type Vault,
} from './protocol';
import { addressOf, providers } from './providers';
import { createBreaker, waitBefore } from './retry';
import { scan } from './scan';
import { tester } from './trial';

export interface VaultDeps {
  fetch: typeof fetch;
  store: LedgerStore;
  /** This vault's name in the ledger; `store.sessions()` names it as long as it lives. */
  session: string;
  /** Where sealed keys are kept; none = nothing can be remembered. */
  box?: Box;
  /** The content policy is in force here. */
  confined(): Promise<boolean>;
  /** Why a connection failed, when nothing but the failure is known. */
  probe(base: string): Promise<Probe>;
  /** Other addresses for the providers: tests on loopback. */
  bases?: Partial<Record<ProviderId, string>>;
  now?(): number;
  random?(): number;
  sleep?(ms: number, signal?: AbortSignal): Promise<void>;
}

const TIMEOUT_MS = 120_000;
export function createVault(deps: VaultDeps): Vault {
  const { store, now = Date.now, random = Math.random, sleep = pause } = deps;
  const ring = createRing(deps.box, deps.confined);
  const breaker = createBreaker(now);
  const dropped = new Map<string, Set<string>>();
  const listed = new Map<string, Price>();

  const address = (target: CallTarget) => deps.bases?.[target.provider] ?? addressOf(target);
  const client = (target: CallTarget, timeoutMs = TIMEOUT_MS, pulse?: Pulse): Promise<OpenAI> =>
    connect({
      base: address(target),
      provider: providers[target.provider],
      key: ring.get(target),
      fetch: deps.fetch,
      timeoutMs,
      ...(pulse ? { pulse } : {}),
    });

  async function book<T>(change: (book: Book) => T): Promise<T> {
    const alive = new Set([...(await store.sessions()), deps.session]);
    return store.update((book) => {
      recover(book, alive);
      return change(book);
    });
  }

  async function models(target: CallTarget): Promise<string[]> {
    try {
      const page = await (await client(target, 30_000)).models.list();
      const rows = page.data as (OpenAI.Model & { pricing?: { prompt?: string; completion?: string } })[];
      for (const { id, pricing } of rows) {
        const price = { in: Number(pricing?.prompt) * 1e6, out: Number(pricing?.completion) * 1e6 };
        if (price.in >= 0 && price.out >= 0 && Number.isFinite(price.in + price.out))
          listed.set(`${targetId(target)} ${id}`, {
            ...price,
            from: `the price list of ${providers[target.provider].label}`,
          });
      }
      const ids = rows.map(({ id }) => id).filter((id) => typeof id === 'string' && id.length < 200);
      return ids.map((id) => id.replace(/^models\//, '')).slice(0, 2000);
    } catch (error) {
      throw await fault(error, target, 'models');
    }
  }

  const fault = async (error: unknown, target: CallTarget, model: string) => {
    const base = address(target);
    const around = {
      host: new URL(base).host,
      base,
      model,
      timeoutMs: TIMEOUT_MS,
      heard: '',
      began: false,
      silent: false,
      now: now(),
    };
    const found = await explain(error, {
      ...around,
      keyed: ring.get(target) !== undefined,
      probe: () => deps.probe(base),
    });
    return clean(found);
  };

  /** Providers like to quote the key they refuse. */
  const clean = (found: Fault) => new Fault(found.kind, ring.redactor().text(found.message).text, found.about);

  async function priceFor({ target, model, price }: ExpertRequest, base: string): Promise<Price | null> {
    const table = priceOf(target.provider, base, model);
    const own = priceOf('custom', 'https://own', model, price) ?? undefined;
    const id = `${targetId(target)} ${model}`;
    if (!table && target.provider === 'openrouter' && listed.size === 0) await models(target).catch(() => []);
    const free = target.provider === 'custom' && own;
    return free || dearer(table ?? listed.get(id) ?? null, own);
  }

  async function plan(request: ExpertRequest): Promise<Plan> {
    checkRequest(request);
    const base = address(request.target);
    return planOf(request, {
      base,
      key: ring.get(request.target),
      price: await priceFor(request, base),
      redactor: ring.redactor(),
      at: now(),
      session: deps.session,
    });
  }

  function missing({ target }: ExpertRequest, key: string | undefined): Fault | null {
    if (key !== undefined || target.provider === 'custom') return null;
    const { label } = providers[target.provider];
    return ring.state() === 'locked'
      ? new Fault('locked', 'The remembered keys are locked. Give the passphrase under Expert.')
      : new Fault('key', `There is no key for ${label} in this session. Give one under Expert.`);
  }

  async function* ask(request: ExpertRequest, { signal, enough }: Ends = {}): Stream<string, Completion> {
    signal?.throwIfAborted();
    const planned = await plan(request);
    const none = missing(request, planned.key);
    if (none) throw none;
    breaker.enter(planned.host);
    let fate: Parameters<typeof settle>[2] = null;
    let outcome: Parameters<typeof breaker.leave>[1] = 'stopped';
    try {
      await book((book) => reserve(book, planned.entry, request));
      const started = performance.now();
      const heard = yield* persist(request, planned, { signal, enough }, (next) => (fate = next));
      const taken = takenBy(heard, planned);
      fate = { state: 'done', tokens: taken.mostIn + taken.mostOut, cost: taken.mostCost };
      outcome = 'ok';
      ring.touch();
      const { text, model, finish, logprobs } = heard;
      return {
        text,
        tokensIn: taken.tokensIn,
        tokensOut: taken.tokensOut,
        cost: taken.cost,
        ms: performance.now() - started,
        ...(logprobs.length > 0 ? { logprobs } : {}),
        finish,
        model,
      };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      outcome = error;
      throw clean(error);
    } finally {
      breaker.leave(planned.host, outcome);
      await book((book) => settle(book, planned.id, fate));
    }
  }

  /** Attempts until one succeeds; `fate` hears what the ledger has to believe if nothing more is known. */
  async function* persist(
    request: ExpertRequest,
    planned: Plan,
    { signal, enough }: { [K in keyof Ends]: Ends[K] | undefined },
    fate: (next: Parameters<typeof settle>[2]) => void,
  ): Stream<string, Heard> {
    const { target, timeoutMs = TIMEOUT_MS, retries = 3 } = request;
    const { base, host, key, messages, maxTokens } = planned;
    const known = `${targetId(target)} ${request.model}`;
    const memory = dropped.get(known) ?? new Set<string>();
    dropped.set(known, memory);
    const began = now();
    const pulse: Pulse = { beat: () => {}, ended: false };
    const connected = await client(target, timeoutMs, pulse);
    await store.update((book) => settle(book, planned.id, { state: 'sent' }));
    for (let tries = 1; ; tries++) {
      fate({ state: 'uncertain' });
      try {
        return yield* attempt(
          {
            host,
            base,
            provider: providers[target.provider],
            keyed: key !== undefined,
            asked: { ...request, messages, maxTokens },
            dropped: memory,
            timeoutMs,
            client: connected,
            pulse,
            redactor: ring.redactor(),
            now,
            probe: () => deps.probe(base),
          },
          signal,
          enough,
        );
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        fate(error.about.billed === 'maybe' ? { state: 'uncertain' } : null);
        const wait = waitBefore(error, tries, Math.max(0, now() - began), random, retries);
        if (wait === null) throw error;
        await sleep(wait, signal);
      }
    }
  }

  return {
    status: async () => ({ confined: await deps.confined(), keys: ring.names(), remembered: await ring.look() }),
    hand: async (target, key) => ring.hand(normal(target, deps.bases), key),
    async exchange(code, verifier) {
      const base = address({ provider: 'openrouter' });
      const target: CallTarget = { provider: 'openrouter' };
      try {
        const response = await guard(deps.fetch, base)(`${base}/auth/keys`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ code, code_verifier: verifier, code_challenge_method: 'S256' }),
        });
        const { key } = (response.ok ? await response.json() : {}) as { key?: unknown };
        if (typeof key !== 'string')
          throw new Fault('key', `OpenRouter did not complete the sign-in (${response.status}). Sign in again.`);
        await ring.hand(target, key);
      } catch (error) {
        throw await fault(error, target, 'auth');
      }
    },
    forget: (target) => ring.forget(target),
    remember: (secret) => ring.remember(secret),
    unlock: (secret) => ring.unlock(secret),
    erase: () => ring.erase(),
    models,
    test: tester({ ring, client, models, ask, fault }),
    async prepare(request) {
      const { messages, redactions, host, maxTokens, price, key, entry } = await plan(request);
      const tokensIn = messages.reduce((sum, { content }) => sum + guessTokens(content) + 4, 0);
      const { budget, blocked } = await book((book) => ({
        budget: budgetOf(book, request.run, entry.at),
        blocked: blockedBy(book, entry, request),
      }));
      const fault = missing(request, key) ?? blocked;
      return {
        messages,
        redactions,
        host,
        model: request.model,
        role: request.role,
        tokensIn,
        maxTokens,
        price,
        cost: costOf(price, tokensIn, maxTokens),
        blocked: fault && { kind: fault.kind, message: fault.message },
        budget,
      };
    },
    ask,
    github: githubCaller({ ring, fetch: deps.fetch, probe: deps.probe }),
    budget: (run) => book((book) => budgetOf(book, run, now())),
    setCaps: async (caps) => {
      const checked = checkCaps(caps);
      await book((book) => void (book.caps = checked));
    },
    clearLedger: () => book((book) => void Object.assign(book, { ...emptyBook(), caps: book.caps })),
    clean: async (value) => ring.redactor().value(value),
    scan: async (bytes) => scan(bytes, ring.all()),
  };
}

/** A custom target with its address checked; keys are kept by its origin. */
const normal = (target: Holder, bases: VaultDeps['bases']): Holder => {
  if (target.provider === 'github') return { ...target, baseURL: addressOf(target) };
  return target.provider === 'custom' ? { ...target, baseURL: bases?.custom ?? addressOf(target) } : target;
};
