/** Requests of an import: a cap on how many are under way, back-off, rate limits as faults, counted bytes. */
import { concat } from '../lib/bytes';
import { pause } from '../lib/pause';
import { clock, ImportError } from './fault';
import { limits, tooLarge } from './limits';

/**
 * Sends one request with a GitHub token that only its keeper knows (the vault's worker). The import never sees the
 * token; it only says which request deserves it.
 */
export type TokenFetch = (url: string, init: RequestInit) => Promise<Response>;

export interface TrafficOptions {
  signal?: AbortSignal;
  /** For GitHub REST, when the person gave a token. */
  withToken?: TokenFetch;
  /** Told of every chunk of a body that arrived, in bytes. */
  onBytes?: (bytes: number) => void;
  /** First wait before a second try; doubles. Default 500 ms. */
  backoffMs?: number;
}

export interface GetOptions {
  accept?: string;
  /** Most bytes the body may have; default: the limit of a whole download. */
  limit?: number;
  /** What is fetched, for sentences: "The repository acme/clock". */
  what: string;
  token?: boolean;
}

const TRIES = 4;
const LONGEST_WAIT_MS = 30_000;

export class Traffic {
  private free: number = limits.inFlight;
  private readonly queue: (() => void)[] = [];
  /** Requests made so far, tries included. */
  requests = 0;

  constructor(private readonly options: TrafficOptions = {}) {}

  json<T>(url: string, options: GetOptions): Promise<T> {
    return this.text(url, options).then((text) => {
      try {
        return JSON.parse(text) as T;
      } catch {
        throw new ImportError(
          'network',
          `${host(url)} sent something that is not JSON. Try again, or drop a zip of the repository here.`,
        );
      }
    });
  }

  text = (url: string, options: GetOptions): Promise<string> =>
    this.bytes(url, options).then((bytes) => new TextDecoder().decode(bytes));

  /** The whole body. @throws ImportError missing, rate, network or large; the signal's reason on abort. */
  async bytes(url: string, options: GetOptions): Promise<Uint8Array> {
    await this.enter();
    try {
      for (let attempt = 1; ; attempt++) {
        const outcome = await this.attempt(url, options);
        if (outcome instanceof Uint8Array) return outcome;
        if (attempt >= TRIES || outcome.waitMs > LONGEST_WAIT_MS) throw outcome.fault;
        await pause(
          Math.max(outcome.waitMs, (this.options.backoffMs ?? 500) * 2 ** (attempt - 1)),
          this.options.signal,
        );
      }
    } finally {
      this.leave();
    }
  }

  private async attempt(
    url: string,
    options: GetOptions,
  ): Promise<Uint8Array | { fault: ImportError; waitMs: number }> {
    const { signal, withToken } = this.options;
    signal?.throwIfAborted();
    this.requests++;
    let response: Response;
    try {
      const send = options.token && withToken ? withToken : fetch;
      response = await send(url, {
        ...(options.accept ? { headers: { accept: options.accept } } : {}),
        ...(signal ? { signal } : {}),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      });
      if (response.ok) return await this.body(response, options);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof ImportError) throw error;
      return {
        fault: new ImportError(
          'network',
          `${host(url)} can't be reached from this page. Check the connection and press Resume, or drop a zip of the repository here.`,
        ),
        waitMs: 0,
      };
    }
    response.body?.cancel().catch(() => {});
    if (response.status === 401 && options.token && withToken)
      return {
        fault: new ImportError(
          'missing',
          'GitHub does not accept the token. Give one that is still valid, or forget it.',
        ),
        waitMs: Infinity,
      };
    return verdict(url, response, options);
  }

  /** Counts what really arrives. */
  private async body(response: Response, { limit = limits.packed, what }: GetOptions): Promise<Uint8Array> {
    const reader = response.body?.getReader();
    if (!reader) return new Uint8Array();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      this.options.onBytes?.(value.length);
      if (size > limit) {
        await reader.cancel().catch(() => {});
        throw tooLarge(what, limit);
      }
      chunks.push(value);
    }
    return concat(chunks);
  }

  private async enter(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.free++;
  }
}

const host = (url: string): string => new URL(url).host;

function verdict(url: string, response: Response, { what }: GetOptions): { fault: ImportError; waitMs: number } {
  const { status, headers } = response;
  const limited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
  if (limited) {
    const reset = Number(headers.get('x-ratelimit-reset'));
    const after = Number(headers.get('retry-after'));
    const until =
      reset > 0 && headers.get('x-ratelimit-remaining') === '0'
        ? new Date(reset * 1000)
        : after > 0
          ? new Date(Date.now() + after * 1000)
          : undefined;
    const waitMs = until ? Math.max(0, until.getTime() - Date.now()) : 0;
    return {
      fault: new ImportError(
        'rate',
        `${host(url)} allows no more requests from this address${until ? ` until ${clock(until)}` : ' for now'}. Press Resume then, use a token, or drop a zip of the repository here.`,
        until,
      ),
      // A limit per hour is not worth a wait of seconds; a short one is.
      waitMs: status === 403 ? Infinity : waitMs,
    };
  }
  if (status >= 500 || status === 408)
    return {
      fault: new ImportError(
        'network',
        `${host(url)} has trouble (${status}). Press Resume in a moment, or drop a zip of the repository here.`,
      ),
      waitMs: 0,
    };
  const missing = status === 404 || status === 401 || status === 410 || status === 451 || status === 422;
  return {
    fault: new ImportError(
      missing ? 'missing' : status === 403 || status === 413 ? 'large' : 'network',
      missing
        ? `${what} was not found. Check the spelling; a private one needs a token, or drop a zip of it here.`
        : `${host(url)} refuses ${lower(what)} (${status}). Drop a zip of it here instead.`,
    ),
    waitMs: Infinity,
  };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
