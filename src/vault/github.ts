/** GitHub REST with the person's token, which stays in here: one address, two methods, answers of a bounded size. */
import { concat } from '../lib/bytes';
import { LEAD } from './client';
import type { Probe } from './faults';
import { Fault, type GithubCall, type GithubReply, type Vault } from './protocol';
import { addressOf } from './providers';
import type { Ring } from './keyring';
import { scan } from './scan';

/** Most bytes of one answer, and characters of one request; a whole listing of GitHub's has at most 7 MB. */
const MOST_IN = 8_000_000;
const MOST_OUT = 30_000_000;
const TIMEOUT_MS = 120_000;

/** What of an answer's headers the page learns. */
const HEARD = ['content-type', 'retry-after', 'x-ratelimit-remaining', 'x-ratelimit-reset'];

interface Parts {
  ring: Ring;
  fetch: typeof fetch;
  probe(base: string): Promise<Probe>;
}

export function githubCaller({ ring, fetch: send, probe }: Parts): Vault['github'] {
  return async (call, { signal } = {}) => {
    signal?.throwIfAborted();
    const { base, token } = checked(call, ring);
    const { host } = new URL(base);
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    try {
      const response = await send(new URL(call.url).href, {
        ...LEAD,
        method: call.method,
        headers: {
          accept: call.accept ?? 'application/vnd.github+json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          authorization: `Bearer ${token}`,
        },
        ...(call.body === undefined ? {} : { body: call.body }),
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
        throw new Fault(
          'address',
          `${host} points to another address, which is not followed with a token. Was the repository renamed? Enter its present name.`,
        );
      const reply = await read(response, host);
      if (scan(reply.body, [token]).keys > 0)
        throw new Fault('reply', `The answer of ${host} contains the token itself, so it is not handed to the page.`);
      ring.touch();
      const text = ring.redactor().text;
      return { ...reply, headers: reply.headers.map(([name, value]) => [name, text(value).text]) };
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Fault) throw error;
      if (limit.aborted) throw new Fault('silent', `${host} did not answer within ${TIMEOUT_MS / 1000} s. Try again.`);
      throw unreached(host, await probe(base));
    }
  };
}

/** @throws Fault before anything is sent */
function checked({ base: given, url, method, accept, body }: GithubCall, ring: Ring): { base: string; token: string } {
  const base = addressOf({ provider: 'github', baseURL: given });
  const { host } = new URL(base);
  if (typeof url !== 'string' || !URL.canParse(url) || !new URL(url).href.startsWith(`${base}/repos/`))
    throw new Fault('address', `The token is only for repositories at ${host}. Nothing was sent.`);
  const plain = [accept, body].every((text) => text === undefined || typeof text === 'string');
  if ((method !== 'GET' && method !== 'POST') || !plain || /[^\x20-\x7e]/.test(accept ?? ''))
    throw new Fault('refused', 'GitHub is asked with GET or POST and plain text only. Nothing was sent.');
  if (body !== undefined && body.length > MOST_OUT)
    throw new Fault('refused', 'This is too much for one request to GitHub. Use the patch instead.');
  const token = ring.get({ provider: 'github', baseURL: base });
  if (token === undefined)
    throw ring.state() === 'locked'
      ? new Fault('locked', 'The remembered keys are locked. Give the passphrase under Expert.')
      : new Fault('key', `There is no token for ${host} in this session. Give one under Your repo.`);
  if (scan(`${decoded(url)}\n${url}\n${accept ?? ''}\n${body ?? ''}`, ring.all()).keys > 0)
    throw new Fault('refused', `What would go to ${host} contains a key of yours, so nothing was sent. Take it out.`);
  return { base, token };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

async function read(response: Response, host: string): Promise<GithubReply> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); reader && next && !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > MOST_IN) {
      await reader.cancel().catch(() => {});
      throw new Fault('reply', `${host} sent more than ${MOST_IN / 1e6} MB at once, so the rest was not read.`);
    }
    chunks.push(next.value);
  }
  const headers = HEARD.flatMap((name): [string, string][] => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status: response.status, headers, body: concat(chunks) };
}

function unreached(host: string, why: Probe): Fault {
  if (why === 'offline') return new Fault('offline', 'This device is offline. Connect it and try again.');
  if (why === 'policy')
    return new Fault(
      'policy',
      `This build of the page may not connect to ${host}: its content policy does not list it. Nothing was sent.`,
    );
  if (why === 'cors')
    return new Fault('cors', `${host} is there but does not let this page read its answers (CORS). Is it GitHub REST?`);
  return new Fault('cut', `${host} cannot be reached, or hung up. Check the connection and try again.`);
}
