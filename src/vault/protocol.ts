/** What a page or a terminal may ask the vault, and what it answers. Plain data: no key ever comes back. */
import type { Completion, Message, Role, Stream } from '../types';
import type { ProviderId } from './providers.ts';

export type { ProviderId } from './providers.ts';

/** Where a call goes. `baseURL` only for `custom`; the vault keeps its keys by this address's origin. */
export interface CallTarget {
  provider: ProviderId;
  baseURL?: string;
}

/** Whose key is held: a provider's, or the person's GitHub token, kept by the address of GitHub's REST. */
export type Holder = CallTarget | { provider: 'github'; baseURL: string };

export type FaultKind =
  | 'key' // missing, malformed or not accepted
  | 'credit' // the account is empty or at its own limit
  | 'cors' // the server is there but refuses this page
  | 'address' // wrong URL, or nothing there
  | 'policy' // this build's content policy does not list the host
  | 'offline'
  | 'model' // the server knows no such model
  | 'prompt' // too long for the model
  | 'rate'
  | 'server' // 5xx
  | 'silent' // no sign of life for too long
  | 'cut' // ended before its end
  | 'reply' // not what the wire format promises, or too large
  | 'refused' // any other 4xx
  | 'circuit' // too many failures in a row, resting
  | 'cap' // a cap on calls, tokens or money
  | 'price' // unknown, so the money cap cannot hold
  | 'uncertain' // an earlier call of this run may have been billed
  | 'declined' // by the person at the keyboard
  | 'locked' // the remembered keys need their passphrase
  | 'unconfined' // the content policy is not in force here
  | 'storage';

/** One clear sentence with what to do next; `kind` survives the way through a port. */
export class Fault extends Error {
  override name = 'Fault';
  constructor(
    readonly kind: FaultKind,
    message: string,
    /** For retries: `Retry-After` in milliseconds; what was heard before it went wrong. */
    readonly about: { waitMs?: number; status?: number; heard?: string; billed?: 'no' | 'maybe' } = {},
  ) {
    super(message);
  }
}

/** Why no key is taken: the realms (`the page` …) in which the content policy is not in force. */
export const unconfined = (realms: string[]): Fault =>
  new Fault(
    'unconfined',
    `The content policy of this site is not in force in ${realms.join(' and ')}, so no key is accepted. Use the built site as it is (npm start): the development server, and hosts or proxies that rewrite pages, leave the policy out.`,
  );

export const kindOf = (error: unknown): FaultKind | undefined =>
  error instanceof Error && error.name === 'Fault' ? (error as Fault).kind : undefined;

/** US dollars per million tokens. */
export interface Price {
  in: number;
  out: number;
  /** Where it comes from, for the screen. */
  from: string;
}

/** Dollars per million tokens that a config may name: not nothing, and no slip of the pen. Others are unknown. */
export const isPrice = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0.001 && value <= 100_000;

/** Who speaks through a call. A judge's calls are hidden: about the episode, not part of it. */
export type Caller = Role | 'judge';

export interface ExpertRequest {
  target: CallTarget;
  model: string;
  messages: Message[];
  /** The two messages are what stands before and after a gap; the reply is what stands in it. Servers with `suffix` only. */
  gap?: boolean;
  /** Texts that end the reply, of a gap. */
  stop?: string[];
  role: Caller;
  /** The episode, for the caps per task. */
  run: string;
  maxTokens?: number;
  temperature?: number;
  seed?: number;
  logprobs?: boolean;
  /** `low`, `medium` or `high`, for models that think first. */
  effort?: string;
  /** The user's own price, where the table has none. */
  price?: { in: number; out: number };
  /** Milliseconds without a sign of life, default 120,000. */
  timeoutMs?: number;
  /** Attempts after the first, default 3. */
  retries?: number;
  /** Of this very run, besides the caps per task. */
  limits?: Partial<Limit>;
  /** The person has seen that an earlier call may have been billed, or that the price is unknown, and goes on. */
  accepts?: { uncertain?: boolean; unknownPrice?: boolean };
}

/** What would be sent, before anything is. */
export interface RequestDraft {
  /** Redacted: exactly what goes out. */
  messages: Message[];
  redactions: number;
  host: string;
  model: string;
  role: Caller;
  /** Estimated from the text. */
  tokensIn: number;
  /** The most the reply may take. */
  maxTokens: number;
  price: Price | null;
  /** Estimated US dollars with the longest reply; 0 = free, null = unknown. */
  cost: number | null;
  /** What stands in its way; the call would throw this. */
  blocked: { kind: FaultKind; message: string } | null;
  budget: Budget;
}

export interface Limit {
  /** Expert calls. */
  calls: number;
  /** Judge calls. */
  judged: number;
  tokens: number;
  /** US dollars. */
  cost: number;
}
export interface Caps {
  task: Limit;
  day: Limit;
}

export interface Spent {
  /** Expert calls. */
  calls: number;
  /** Judge calls. */
  judged: number;
  tokens: number;
  /** US dollars, as far as known. */
  cost: number;
  /** Calls whose price is not known. */
  unpriced: number;
  /** Calls that may have been billed without an answer. */
  uncertain: number;
  /** Rows of the book that were damaged; what they lack is guessed high. */
  damaged?: number;
}
export interface Budget {
  caps: Caps;
  task: Spent;
  day: Spent;
}

export interface Status {
  /** The canary request was blocked: the content policy is in force in this worker. */
  confined: boolean;
  /** Targets with a key in memory, as `targetId` names them. */
  keys: string[];
  /** Something is remembered on this device; `locked` until its passphrase is given. */
  remembered: 'none' | 'locked' | 'open';
}

export interface KeyTest {
  kind: 'ok' | FaultKind;
  message: string;
  /** Models offered, when the list came through. */
  models?: string[];
}

/** How the remembered keys are sealed: with words, or with 32 bytes from a security key (WebAuthn PRF). */
export type Secret = { passphrase: string } | { prf: Uint8Array };

/** How a reply may end before its end: thrown away, or well, with what was said so far. */
export interface Ends {
  signal?: AbortSignal;
  enough?: AbortSignal;
}

export interface Vault {
  status(): Promise<Status>;
  /** @throws Fault `key` for a malformed key, `unconfined` where the content policy is not in force. */
  hand(target: Holder, key: string): Promise<void>;
  /** OpenRouter's sign-in: the code becomes a key that nobody sees. */
  exchange(code: string, verifier: string): Promise<void>;
  /** Without a target: all of them. */
  forget(target?: Holder): Promise<void>;
  remember(secret: Secret): Promise<void>;
  /** @throws Fault `locked` for a wrong passphrase. */
  unlock(secret: Secret): Promise<void>;
  /** Deletes what is remembered; the keys in memory stay. */
  erase(): Promise<void>;
  models(target: CallTarget): Promise<string[]>;
  /** Key, credit, CORS, address and network, each told apart; sends one short paid message. */
  test(target: CallTarget, model: string, price?: { in: number; out: number }): Promise<KeyTest>;
  prepare(request: ExpertRequest): Promise<RequestDraft>;
  /** @throws Fault */
  ask(request: ExpertRequest, options?: Ends): Stream<string, Completion>;
  /** One request with the GitHub token of `base`; goes nowhere else, no redirect is followed. @throws Fault */
  github(call: GithubCall, options?: { signal?: AbortSignal }): Promise<GithubReply>;
  budget(run: string): Promise<Budget>;
  setCaps(caps: Caps): Promise<void>;
  /** Forgets what was spent. */
  clearLedger(): Promise<void>;
  /** The same value with every key-like text replaced. */
  clean<T>(value: T): Promise<T>;
  /** Places where a key of this vault shows up in any usual encoding, and texts shaped like anybody's key. */
  scan(bytes: Uint8Array | string): Promise<Redactions>;
}

export interface GithubCall {
  /** Address of GitHub's REST that the token was given for. */
  base: string;
  /** Below `base`/repos/. */
  url: string;
  method: 'GET' | 'POST';
  accept?: string;
  /** JSON. */
  body?: string;
}

export interface GithubReply {
  status: number;
  /** Type and rate limits. */
  headers: [name: string, value: string][];
  /** At most 8 MB. */
  body: Uint8Array;
}

export interface Redactions {
  keys: number;
  shapes: number;
}

/** Methods that answer with a stream, for lib/rpc. */
export const VAULT_STREAMS = ['ask'] as const;

/** The person's decision on a draft. */
export type Consent =
  | { kind: 'send'; messages: Message[]; accepts?: ExpertRequest['accepts'] }
  | { kind: 'decline'; reason: string }
  | { kind: 'answer'; text: string };

/** Auto: resolves at once. Ask me: resolves when the person has decided. */
export type AskConsent = (draft: RequestDraft, signal?: AbortSignal) => Promise<Consent>;

export const targetId = ({ provider, baseURL }: Holder): string =>
  provider === 'github'
    ? `github ${baseURL}`
    : provider === 'custom'
      ? `custom ${baseURL && URL.canParse(baseURL) ? new URL(baseURL).origin : ''}`
      : provider;
