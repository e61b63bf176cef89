/** What went wrong with a provider: one kind, one sentence with what to do next. */
import { Fault, type FaultKind } from './protocol';
import { retryAfter } from './retry';

export interface Circumstances {
  host: string;
  base: string;
  model: string;
  /** A key was sent. */
  keyed: boolean;
  /** The server said nothing for too long. */
  silent: boolean;
  timeoutMs: number;
  /** The provider had begun to answer. */
  began: boolean;
  /** Text received before it went wrong. */
  heard: string;
  now: number;
  /** Finds out why a connection failed. */
  probe: () => Promise<Probe>;
}
export type Probe = 'offline' | 'policy' | 'cors' | 'address' | 'cut';

interface CallFailure {
  status?: number;
  message?: string;
  code?: unknown;
  type?: unknown;
  headers?: Headers;
  cause?: unknown;
}

export async function explain(error: unknown, around: Circumstances): Promise<Fault> {
  const own = faultIn(error);
  if (own) return own;
  const { silent, heard, timeoutMs, host, base } = around;
  const { status, message = String(error), headers } = error as CallFailure;
  const billed = heard === '' ? {} : ({ billed: 'maybe', heard } as const);
  if (silent || (status === undefined && /timed out/i.test(message)))
    return new Fault(
      'silent',
      `${host} said nothing for ${timeoutMs / 1000} s. Is the model still loading? Try again, or raise the timeout.`,
      { billed: 'maybe', heard },
    );
  const [kind, sentence] = status === undefined ? await unanswered(error, message, around) : answered(error, around);
  const waitMs = headers ? retryAfter(headers.get('retry-after'), headers.get('date'), around.now) : 0;
  const reaches = kind === 'address' && status === undefined ? ` (${base})` : '';
  return new Fault(kind, sentence + reaches, {
    ...billed,
    ...(kind === 'cut' || kind === 'reply' ? { billed: 'maybe' as const } : {}),
    ...(status === undefined ? {} : { status }),
    ...(waitMs > 0 ? { waitMs } : {}),
  });
}

/** Our own fault, however deep the package wrapped it. */
function faultIn(error: unknown): Fault | null {
  for (let at = error, depth = 0; at && depth < 5; at = (at as CallFailure).cause, depth++)
    if (at instanceof Fault) return at;
  return null;
}

const CREDIT =
  /insufficient_quota|credit balance|insufficient (credit|balance|fund)|spend[_ ]limit|billing|enforced_spend|out of credit|payment required/i;
const KEY = /api[_ -]?key not valid|invalid[_ ]api[_ ]key|incorrect api key|API_KEY_INVALID|authentication/i;
const LONG =
  /context|too long|maximum.*tokens|too many tokens|tokens.{0,40}(?:must|exceed|<=)|(?:less|fewer) than \d+ tokens/i;
const MODERATED = /moderation|flagged|safety|content policy|usage polic/i;

function answered(error: unknown, { host, model, keyed }: Circumstances): [FaultKind, string] {
  const { status = 0, message = '', code, type } = error as CallFailure;
  const detail = message.replace(/^\d{3} /, '').slice(0, 300);
  const all = `${message} ${String(code)} ${String(type)}`;
  if (status !== 401 && status !== 403 && CREDIT.test(all))
    return [
      'credit',
      `${host} says the account has no credit left (${status}: ${detail}). Top it up, or raise its limit.`,
    ];
  if (status === 403 && MODERATED.test(all))
    return ['refused', `${host} held the request back (403: ${detail}). Change the question, or choose another model.`];
  if (status === 401 || status === 403 || (status === 400 && KEY.test(all)))
    return [
      'key',
      keyed
        ? `${host} does not accept this key (${status}: ${detail}). Check the key and that it may use ${model}.`
        : `${host} wants a key (${status}). Enter one for this server under Expert.`,
    ];
  if (status === 402)
    return [
      'credit',
      `${host} says the account has no credit left (402: ${detail}). Top it up, or choose another model.`,
    ];
  if (status === 404)
    return /model/i.test(detail)
      ? ['model', `${host} knows no model "${model}" (404). Fetch the list of models and choose another.`]
      : [
          'address',
          `${host} knows no model "${model}" at this address (404). Check the model, and that the address ends like the server wants it, often in /v1.`,
        ];
  if (status === 413 || ((status === 400 || status === 422) && LONG.test(all)))
    return ['prompt', `The prompt does not fit ${model} (${status}: ${detail}). Choose a model with a longer context.`];
  if (status === 429 || status === 498)
    return ['rate', `${host} is limiting requests (${status}: ${detail}). Wait a little, then go on.`];
  if (status === 408 || status === 409 || status === 425 || status >= 500)
    return ['server', `${host} failed (${status}: ${detail}). Try again later, or look at its log.`];
  if (status === 405)
    return [
      'address',
      `${host} does not take messages at this address (405). Check that it ends like the server wants it.`,
    ];
  return ['refused', `${host} refused the request (${status}: ${detail}).`];
}

async function unanswered(error: unknown, message: string, around: Circumstances): Promise<[FaultKind, string]> {
  const { host, heard, began, probe } = around;
  const { code, type } = error as CallFailure;
  const said = `${String(code)} ${String(type)} ${message}`;
  if (error instanceof SyntaxError)
    return ['reply', `${host} answered something unexpected. Try again, or check the address.`];
  const cut: [FaultKind, string] = [
    'cut',
    `The connection to ${host} was cut after ${heard.length} characters. It may have been billed; it is not sent again by itself.`,
  ];
  const told = (error as { error?: unknown }).error !== undefined; // an event of the stream says what went wrong
  if (message === 'cut' || heard !== '')
    return told || /overloaded|rate_limit/i.test(said)
      ? ['server', `${host} broke off: ${message.slice(0, 200)}`]
      : cut;
  if (isConnection(error) && began) return cut;
  if (isConnection(error)) return unreachable(await probe(), around, cut);
  if (CREDIT.test(said)) return ['credit', `${host} says the account has no credit left (${message.slice(0, 200)}).`];
  if (/rate_limit/i.test(said)) return ['rate', `${host} is limiting requests (${message.slice(0, 200)}).`];
  return ['server', `${host} failed: ${message.slice(0, 200)}. Try again later.`];
}

const isConnection = (error: unknown) =>
  error instanceof TypeError ||
  /^Connection error|^terminated|fetch failed|network/i.test((error as Error)?.message ?? '');

function unreachable(why: Probe, { host }: Circumstances, cut: [FaultKind, string]): [FaultKind, string] {
  switch (why) {
    case 'offline':
      return ['offline', 'This device is offline, so nothing was sent. Connect it and try again.'];
    case 'policy':
      return [
        'policy',
        `This build of the page may not connect to ${host}: its content policy does not list it. Nothing was sent. See "Other servers" in docs/expert.md.`,
      ];
    case 'cors':
      return [
        'cors',
        `${host} is there but does not let this page read its answers (CORS). Allow this page's address in the server's settings, or use another provider.`,
      ];
    case 'cut':
      return cut;
    case 'address':
      return ['address', `${host} cannot be reached. Is the address right, and is the server running?`];
  }
}
