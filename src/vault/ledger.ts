/**
 * The money book. Before a call its most is reserved, afterwards what it took is written down; both in one atomic change
 * of the store, so that neither a second tab nor a crash can spend more than the caps.
 */
import { Fault, type Budget, type Caller, type Caps, type Limit, type ExpertRequest, type Spent } from './protocol';

export interface LedgerEntry {
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  run: string;
  role: Caller;
  /** Who was asked, as `targetId` names it, and the model. */
  target: string;
  model: string;
  /** The vault that made it; a vault that is gone leaves calls of which nobody knows whether they were billed. */
  session: string;
  state: 'reserved' | 'sent' | 'done' | 'uncertain';
  tokens: number;
  /** US dollars; 0 = free, null = unknown. */
  cost: number | null;
  /** Its vault ended while it was under way; nothing more is sent for this run until a person says so. */
  crashed?: true;
  /** The stored row could not be read as a whole; what was missing is guessed high. */
  damaged?: true;
}

export interface Book {
  caps: Caps;
  entries: LedgerEntry[];
}

export interface LedgerStore {
  /** One atomic read and write; `change` edits the book in place and may throw, which writes nothing. */
  update<T>(change: (book: Book) => T): Promise<T>;
  /** Sessions that are alive now, in any tab. */
  sessions(): Promise<ReadonlySet<string>>;
}

export const defaultCaps: Caps = {
  task: { calls: 6, judged: 80, tokens: 100_000, cost: 0.25 },
  day: { calls: 60, judged: 400, tokens: 1_000_000, cost: 2 },
};
export const emptyBook = (): Book => ({ caps: structuredClone(defaultCaps), entries: [] });

/**
 * A stored book. Caps that it does not know, or that are no numbers, are the default ones. A damaged row hides no other: it
 * is counted by what of it can be read, with what is missing as dear as a day's cap, so that damage never makes room.
 */
export function bookOf(stored: unknown = {}): Book {
  const { caps, entries } = (isObject(stored) ? stored : {}) as { caps?: Partial<Caps>; entries?: unknown };
  const limit = (scope: keyof Caps): Limit => {
    const said = isObject(caps?.[scope]) ? Object.entries(caps[scope]).filter(([, value]) => isAmount(value)) : [];
    return { ...defaultCaps[scope], ...Object.fromEntries(said) };
  };
  const book: Book = { caps: { task: limit('task'), day: limit('day') }, entries: [] };
  const rows = entries === undefined || entries === null ? [] : Array.isArray(entries) ? entries : [entries];
  book.entries = rows.map((row) => entryOf(row, book.caps));
  return book;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const STATES = ['reserved', 'sent', 'done', 'uncertain'];
const ROLES = ['protege', 'expert', 'judge'];

function entryOf(row: unknown, { day }: Caps): LedgerEntry {
  const entry = (isObject(row) ? row : {}) as Partial<LedgerEntry>;
  const texts = [entry.id, entry.run, entry.target, entry.model, entry.session];
  const whole =
    texts.every((text) => typeof text === 'string') &&
    isAmount(entry.at) &&
    isAmount(entry.tokens) &&
    (entry.cost === null || isAmount(entry.cost)) &&
    ROLES.includes(entry.role!) &&
    STATES.includes(entry.state!);
  if (whole) return entry as LedgerEntry;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    id: text(entry.id),
    run: text(entry.run),
    target: text(entry.target),
    model: text(entry.model),
    session: text(entry.session),
    at: isAmount(entry.at) ? entry.at : Date.now(),
    role: ROLES.includes(entry.role!) ? entry.role! : 'expert',
    state: STATES.includes(entry.state!) && entry.state !== 'reserved' ? entry.state! : 'uncertain',
    tokens: isAmount(entry.tokens) ? entry.tokens : day.tokens,
    cost: entry.cost === null || isAmount(entry.cost) ? entry.cost : day.cost,
    damaged: true,
  };
}

const DAY_MS = 86_400_000;
const KEPT = 5000;

/** Of this task, or from today (UTC) on: entries that a moved clock put into the future count as well. */
const ofTask = (book: Book, run: string) => book.entries.filter((entry) => entry.run === run);
const ofDay = (book: Book, now: number) =>
  book.entries.filter((entry) => entry.at >= Math.floor(now / DAY_MS) * DAY_MS);

export function sum(entries: readonly LedgerEntry[]): Spent {
  const spent: Spent = { calls: 0, judged: 0, tokens: 0, cost: 0, unpriced: 0, uncertain: 0 };
  for (const entry of entries) {
    if (entry.role === 'expert') spent.calls++;
    if (entry.role === 'judge') spent.judged++;
    spent.tokens += entry.tokens;
    if (entry.cost === null) spent.unpriced++;
    else spent.cost += entry.cost;
    if (entry.state === 'uncertain') spent.uncertain++;
    if (entry.damaged) spent.damaged = (spent.damaged ?? 0) + 1;
  }
  return spent;
}

export const budgetOf = (book: Book, run: string, now: number): Budget => ({
  caps: structuredClone(book.caps),
  task: sum(ofTask(book, run)),
  day: sum(ofDay(book, now)),
});

const dollars = (cost: number) => `$${cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2)}`;

/** Free calls are counted, but only the number of expert and judge calls limits them. */
function breach(spent: Spent, limit: Limit, scope: string, wanted: Pick<LedgerEntry, 'role' | 'tokens' | 'cost'>) {
  const damaged = spent.damaged ? ` (${spent.damaged} damaged in the money book: clear it under Expert)` : '';
  const over = (what: string) => `The cap of ${what} ${scope} is reached, so nothing was sent.${damaged}`;
  if (wanted.role === 'expert' && spent.calls + 1 > limit.calls) return over(`${limit.calls} expert calls`);
  if (wanted.role === 'judge' && spent.judged + 1 > limit.judged) return over(`${limit.judged} judge calls`);
  if (wanted.cost === 0) return null;
  if (spent.tokens + wanted.tokens > limit.tokens)
    return `${over(`${limit.tokens} tokens`)} (${spent.tokens} used, this call may take ${wanted.tokens})`;
  if (wanted.cost !== null && spent.cost + wanted.cost > limit.cost)
    return `${over(dollars(limit.cost))} (${dollars(spent.cost)} used, this call may take ${dollars(wanted.cost)})`;
  return null;
}

/** What the request itself allows and asks. */
export type CallTerms = Pick<ExpertRequest, 'accepts' | 'limits'>;

/** A run's own limits can only lower the caps; what is no number lowers nothing, and lifts nothing either. */
const lower = (cap: Limit, own: Partial<Limit>): Limit => {
  const least = (what: keyof Limit) => (isAmount(own[what]) ? Math.min(cap[what], own[what]) : cap[what]);
  return { calls: least('calls'), judged: least('judged'), tokens: least('tokens'), cost: least('cost') };
};

/** The fault this call would meet, or null. */
export function blockedBy(
  book: Book,
  wanted: Pick<LedgerEntry, 'role' | 'tokens' | 'cost' | 'run' | 'at'>,
  { accepts = {}, limits = {} }: CallTerms = {},
): Fault | null {
  const crashed = ofTask(book, wanted.run).filter((entry) => entry.crashed);
  if (crashed.length > 0 && !accepts.uncertain)
    return new Fault(
      'uncertain',
      `A call of this run was under way when the page closed (${crashed[0]!.model}). It may have been billed, so it is not sent again by itself.`,
    );
  const over =
    breach(sum(ofTask(book, wanted.run)), lower(book.caps.task, limits), 'for this task', wanted) ??
    breach(sum(ofDay(book, wanted.at)), book.caps.day, 'for today', wanted);
  if (over) return new Fault('cap', over);
  if (wanted.cost === null && !accepts.unknownPrice)
    return new Fault(
      'price',
      'The price of this model is not known, so no cap on money can hold. Enter its price, or choose "ask me first".',
    );
  return null;
}

/** @throws Fault `cap`, `price` or `uncertain`; then nothing is written. */
export function reserve(book: Book, entry: LedgerEntry, terms: CallTerms = {}): void {
  const fault = blockedBy(book, entry, terms);
  if (fault) throw fault;
  for (const other of ofTask(book, entry.run)) delete other.crashed;
  book.entries.push(entry);
  if (book.entries.length > KEPT) book.entries.splice(0, book.entries.length - KEPT);
}

/** A reservation becomes what was really taken; `null` gives it back. */
export function settle(
  book: Book,
  id: string,
  taken: Partial<Pick<LedgerEntry, 'state' | 'tokens' | 'cost'>> | null,
): void {
  const index = book.entries.findIndex((entry) => entry.id === id);
  if (index < 0) return;
  if (taken === null) book.entries.splice(index, 1);
  else Object.assign(book.entries[index]!, taken);
}

/** Calls of vaults that are gone: those never sent are given back, those sent may have been billed. */
export function recover(book: Book, alive: ReadonlySet<string>): void {
  const gone = (entry: LedgerEntry) => !alive.has(entry.session);
  book.entries = book.entries.filter((entry) => !(entry.state === 'reserved' && gone(entry)));
  for (const entry of book.entries)
    if (entry.state === 'sent' && gone(entry)) Object.assign(entry, { state: 'uncertain', crashed: true });
}

/** @throws Fault `cap` for negative or absent numbers. */
export function checkCaps(caps: Caps): Caps {
  for (const scope of ['task', 'day'] as const)
    for (const what of ['calls', 'judged', 'tokens', 'cost'] as const) {
      const value: unknown = caps?.[scope]?.[what];
      if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
        throw new Fault('cap', `The cap on ${what} per ${scope} must be a number from 0 up. It stays as it was.`);
    }
  const limit = ({ calls, judged, tokens, cost }: Limit): Limit => ({ calls, judged, tokens, cost });
  return { task: limit(caps.task), day: limit(caps.day) };
}

/** A book that lives as long as its owner. */
export function memoryStore(book: Book = emptyBook(), alive: () => Iterable<string> = () => []): LedgerStore {
  return {
    async update(change) {
      const copy = structuredClone(book);
      const result = change(copy);
      book = copy;
      return result;
    },
    sessions: async () => new Set(alive()),
  };
}
