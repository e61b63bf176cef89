/** A request made ready: checked, redacted, priced, with the most it may take. And what its reply took. */
import type { Message } from '../types';
import type { Heard } from './call';
import type { LedgerEntry } from './ledger';
import { costOf, guessTokens, mostTokens } from './prices';
import { Fault, targetId, type Price, type ExpertRequest } from './protocol';
import { isProvider } from './providers';
import type { Redactor } from './redact';
import { thinks } from './wires';

/** Room for a reply; an edit takes more than advice, and thinking is written too. */
const usual = ({ model, role }: ExpertRequest) => (thinks(model) ? 4096 : role === 'protege' ? 2048 : 1024);

/** A request with all that is needed to send it. */
export interface Plan {
  id: string;
  host: string;
  base: string;
  key: string | undefined;
  messages: Message[];
  redactions: number;
  maxTokens: number;
  price: Price | null;
  entry: LedgerEntry;
}

/** @throws Fault for a request that cannot be sent at all. */
export function checkRequest({ target, model }: ExpertRequest): void {
  if (!isProvider(target?.provider)) throw new Fault('address', 'Choose a provider under Expert first.');
  if (typeof model !== 'string' || model.trim() === '' || /\s/.test(model))
    throw new Fault('model', 'Name the model that should answer: choose one of the list under Expert.');
}

export function planOf(
  request: ExpertRequest,
  {
    base,
    key,
    price,
    redactor,
    at,
    session,
  }: Pick<Plan, 'base' | 'key' | 'price'> & { redactor: Redactor; at: number; session: string },
): Plan {
  const { target, model, role, run } = request;
  let redactions = 0;
  const messages = request.messages.map(({ role, content }) => {
    const { text, count } = redactor.text(content);
    redactions += count;
    return { role, content: text };
  });
  const { maxTokens: wanted } = request;
  const maxTokens = Number.isFinite(wanted) ? Math.max(1, Math.floor(wanted!)) : usual(request);
  const most = messages.reduce((sum, { content }) => sum + mostTokens(content) + 16, 16);
  const entry: LedgerEntry = {
    id: crypto.randomUUID(),
    at,
    run,
    role,
    target: targetId(target),
    model,
    session,
    state: 'reserved',
    tokens: most + maxTokens,
    cost: costOf(price, most, maxTokens),
  };
  return { id: entry.id, host: new URL(base).host, base, key, messages, redactions, maxTokens, price, entry };
}

/** The longest run of text that tokenizers make one token of, and the most tokens that any call takes. */
const LONGEST_TOKEN = 64;
const ABSURD_TOKENS = 20_000_000;

/** A provider's count of a text, or nothing where it cannot be true: none for some text, too few, too many. */
const counted = (tokens: number | undefined, text: string): number | undefined =>
  tokens !== undefined && Number.isInteger(tokens) && tokens >= text.length / LONGEST_TOKEN && tokens <= ABSURD_TOKENS
    ? tokens
    : undefined;

/** What a provider says it took of the account, or nothing where our own prices belie it. Discounts go far, but not so far. */
function charged(cost: number | undefined, own: number | null): number | undefined {
  if (cost === undefined || !Number.isFinite(cost) || cost < 0 || cost > 10_000) return undefined;
  if (own === null) return cost > 0 ? cost : undefined;
  return cost >= own / 20 && cost <= 1 + own * 1000 ? cost : undefined;
}

/** What a reply took: as the provider counts; where it does not, or cannot be right, a guess to show and the most for the ledger. */
export function takenBy(heard: Heard, { messages, price, entry }: Plan) {
  const said = messages.map(({ content }) => content).join('\n');
  const [countIn, countOut] = [counted(heard.tokensIn, said), counted(heard.tokensOut, heard.text)];
  const tokensIn = countIn ?? guessTokens(said);
  const tokensOut = countOut ?? guessTokens(heard.text);
  const mostIn = countIn ?? mostTokens(said);
  const mostOut = countOut ?? mostTokens(heard.text);
  const cost = costOf(price, tokensIn, tokensOut);
  const told = charged(heard.cost, cost);
  return {
    tokensIn,
    tokensOut,
    cost: told ?? cost,
    mostIn,
    mostOut,
    mostCost: told ?? (entry.cost === 0 ? 0 : costOf(price, mostIn, mostOut)),
  };
}
