/** The money book: whatever happens in whatever order, no cap is passed; and a call that may be billed stays in the book. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockedBy,
  bookOf,
  budgetOf,
  defaultCaps,
  emptyBook,
  recover,
  reserve,
  settle,
  sum,
  type Book,
  type LedgerEntry,
} from '../../src/vault/ledger';
import { Fault, kindOf, type Caps } from '../../src/vault/protocol';
import { ask, openVault, request } from './open';
import { providerServer } from './provider';

const DAY = 86_400_000;
const entry = (over: Partial<LedgerEntry>): LedgerEntry => ({
  id: String(Math.random()),
  at: 10 * DAY,
  run: 'r',
  role: 'expert',
  target: 'openai',
  model: 'm',
  session: 's',
  state: 'reserved',
  tokens: 100,
  cost: 0.1,
  ...over,
});
const caps: Caps = {
  task: { calls: 3, judged: 4, tokens: 1000, cost: 0.5 },
  day: { calls: 5, judged: 6, tokens: 2000, cost: 0.8 },
};
const book = (entries: LedgerEntry[] = []): Book => ({ caps: structuredClone(caps), entries });

describe('caps', () => {
  test.each<[string, Partial<LedgerEntry>[], Partial<LedgerEntry>, RegExp]>([
    ['calls per task', [{}, {}, {}], {}, /3 expert calls for this task/],
    ['tokens per task', [{ tokens: 950 }], {}, /1000 tokens for this task.*950 used, this call may take 100/],
    ['money per task', [{ cost: 0.45 }], {}, /\$0\.50 for this task.*\$0\.45 used/],
    [
      'calls per day',
      [{ run: 'a' }, { run: 'b' }, { run: 'c' }, { run: 'd' }, { run: 'e' }],
      {},
      /5 expert calls for today/,
    ],
    ['money per day', [{ run: 'a', cost: 0.75 }], {}, /\$0\.80 for today/],
    ['a call set aside counts', [{ state: 'reserved', cost: 0.45 }], {}, /\$0\.50/],
    ['a call that may be billed counts', [{ state: 'uncertain', cost: 0.45 }], {}, /\$0\.50/],
    ['a call of tomorrow counts (the clock was set back)', [{ run: 'a', at: 11 * DAY, cost: 0.75 }], {}, /today/],
  ])('%s', (_, before, wanted, sentence) => {
    const full = book(before.map(entry));
    const kept = structuredClone(full);
    expect(() => reserve(full, entry(wanted))).toThrow(sentence);
    expect(full).toEqual(kept);
  });

  test('yesterday counts for its task, not for today', () => {
    const old = book([entry({ at: 9 * DAY, cost: 0.5 })]);
    expect(blockedBy(old, entry({}))?.kind).toBe('cap');
    expect(blockedBy(old, entry({ run: 'new' }))).toBeNull();
  });
  test('free calls are counted, but only their number is capped', () => {
    const local = book([entry({ cost: 0, tokens: 5000 })]);
    expect(blockedBy(local, entry({ cost: 0, tokens: 5000 }))).toBeNull();
    expect(sum(local.entries)).toMatchObject({ calls: 1, tokens: 5000, cost: 0 });
    local.entries.push(entry({ cost: 0 }), entry({ cost: 0 }));
    expect(blockedBy(local, entry({ cost: 0 }))?.kind).toBe('cap');
  });
  test('a judge’s calls have a cap of their own, and share those on tokens and money', () => {
    const judged = book([entry({}), entry({}), entry({})]);
    for (let i = 0; i < 4; i++) reserve(judged, entry({ role: 'judge', cost: 0.01 }));
    expect(() => reserve(judged, entry({ role: 'judge', cost: 0.01 }))).toThrow(/4 judge calls for this task/);
    expect(sum(judged.entries)).toMatchObject({ calls: 3, judged: 4 });
    expect(blockedBy(book([entry({ cost: 0.45 })]), entry({ role: 'judge' }))?.message).toMatch(
      /\$0\.50 for this task/,
    );
    expect(blockedBy(judged, entry({ role: 'judge', run: 'b', cost: 0 }), { limits: { judged: 0 } })?.kind).toBe('cap');
  });
  test('a book of before there were judge calls gets the cap on them', () => {
    const { judged: _, ...old } = caps.task;
    const read = bookOf({ caps: { task: old as Caps['task'], day: caps.day }, entries: [] });
    expect(read.caps.task).toEqual({ ...caps.task, judged: defaultCaps.task.judged });
  });
  test('an unknown price is held back, counted apart and never 0', () => {
    expect(blockedBy(book(), entry({ cost: null }))?.kind).toBe('price');
    const seen = book();
    reserve(seen, entry({ cost: null }), { accepts: { unknownPrice: true } });
    expect(budgetOf(seen, 'r', 10 * DAY).task).toMatchObject({ calls: 1, cost: 0, unpriced: 1 });
  });
  test('the run’s own limits count where they are lower', () => {
    expect(blockedBy(book([entry({})]), entry({}), { limits: { calls: 1 } })?.message).toMatch(/1 expert calls/);
    expect(blockedBy(book(), entry({}), { limits: { calls: 99, cost: 99 } })).toBeNull();
    expect(blockedBy(book(), entry({}), { limits: { cost: 0.05 } })?.kind).toBe('cap');
  });
  test('the protégé’s own calls cost, but are no expert calls', () => {
    expect(sum([entry({ role: 'protege' })])).toMatchObject({ calls: 0, tokens: 100, cost: 0.1 });
  });
});

describe('after a crash', () => {
  test('what was never sent is given back; what was sent may be billed and is not sent again by itself', () => {
    const left = book([
      entry({ id: 'a', session: 'gone' }),
      entry({ id: 'b', session: 'gone', state: 'sent' }),
      entry({ id: 'c', state: 'sent' }),
    ]);
    recover(left, new Set(['s']));
    expect(left.entries.map(({ id, state }) => [id, state])).toEqual([
      ['b', 'uncertain'],
      ['c', 'sent'],
    ]);
    expect(blockedBy(left, entry({}))?.kind).toBe('uncertain');
    expect(blockedBy(left, entry({ run: 'other' }))).toBeNull();
    reserve(left, entry({ id: 'd' }), { accepts: { uncertain: true } });
    expect(blockedBy(left, entry({ tokens: 1, cost: 0.01 }))?.kind).toBe('cap'); // all three calls are used
    expect(left.entries.find(({ id }) => id === 'b')).toMatchObject({ state: 'uncertain', cost: 0.1 });
  });

  test('a vault that dies mid-call: the next one asks no provider until a person says so', async () => {
    const server = await providerServer((_, index) =>
      index === 0 ? { words: ['half '], then: 'stall' } : { words: ['ok'] },
    );
    const shared = {
      ...emptyBook(),
      caps: { ...caps, task: { ...caps.task, tokens: 1e6 }, day: { ...caps.day, tokens: 1e6 } },
    };
    const target = { provider: 'custom', baseURL: server.url } as const;
    const price = { in: 1, out: 1 };
    const first = openVault({ book: shared, session: 'dead' });
    await first.vault.ask(request({ target, price })).next(); // under way, and nobody reads on
    const second = openVault({ book: shared });
    const draft = await second.vault.prepare(request({ target, price }));
    expect(draft.blocked?.kind).toBe('uncertain');
    expect(kindOf(await ask(second.vault, request({ target, price })).catch((e: unknown) => e))).toBe('uncertain');
    expect(server.asked).toHaveLength(1);
    expect((await second.vault.budget('run-1')).task).toMatchObject({ calls: 1, uncertain: 1 });
    await ask(second.vault, request({ target, price, accepts: { uncertain: true } }));
    expect(server.asked).toHaveLength(2);
    await server.close();
  });
});

/** One thing that may happen; `tab` is one of two vaults over the same book. */
type Act =
  | { do: 'call'; tab: 0 | 1; run: string; tokens: number; cost: number | null; role: LedgerEntry['role'] }
  | { do: 'send' | 'done' | 'fail' | 'cut' | 'retry'; tab: 0 | 1; share: number }
  | { do: 'crash'; tab: 0 | 1 }
  | { do: 'clock'; by: number };

const tab = fc.constantFrom<0 | 1>(0, 1);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      tab,
      run: fc.constantFrom('a', 'b', 'c'),
      tokens: fc.integer({ min: 1, max: 600 }),
      cost: fc.oneof(fc.constant(null), fc.constant(0), fc.double({ min: 0.001, max: 0.4, noNaN: true })),
      role: fc.constantFrom<LedgerEntry['role']>('expert', 'protege', 'judge'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('send' as const, 'done' as const, 'fail' as const, 'cut' as const, 'retry' as const),
      tab,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), tab }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      by: fc.constantFrom(-3_600_000, -DAY, 60_000, 7_200_000, DAY, 365 * DAY),
    }),
  },
);

test('no order of calls, failures, retries, crashes, second tabs and clock jumps overspends', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      let now = 100 * DAY;
      const shared = book();
      const sessions = ['tab0#0', 'tab1#0'];
      /** What providers may really have billed: at most the reservation of whatever was sent. */
      const billed: { at: number; run: string; role: string; tokens: number; cost: number }[] = [];
      const open: LedgerEntry[][] = [[], []];
      let ids = 0;
      for (const step of acts) {
        if (step.do === 'clock') {
          now += step.by;
          continue;
        }
        const mine = open[step.tab]!;
        recover(shared, new Set(sessions));
        if (step.do === 'crash') {
          for (const one of mine.splice(0)) if (one.state === 'sent') billed.push({ ...one, cost: one.cost ?? 0 });
          sessions[step.tab] = `tab${step.tab}#${++ids}`;
        } else if (step.do === 'call') {
          const wanted = entry({ ...step, id: `e${++ids}`, at: now, session: sessions[step.tab]!, state: 'reserved' });
          try {
            reserve(shared, structuredClone(wanted), {
              accepts: { unknownPrice: true, uncertain: step.tokens % 2 === 0 },
            });
            mine.push(wanted);
          } catch (error) {
            expect(error).toBeInstanceOf(Fault);
          }
        } else {
          const one = mine[0];
          if (!one) continue;
          if (step.do === 'send' || step.do === 'retry') {
            one.state = 'sent';
            settle(shared, one.id, { state: 'sent' });
            continue;
          }
          mine.shift();
          const sent = one.state === 'sent';
          if (step.do === 'fail' || !sent) settle(shared, one.id, null);
          else if (step.do === 'cut') {
            settle(shared, one.id, { state: 'uncertain' });
            billed.push({ ...one, cost: one.cost ?? 0 });
          } else {
            const taken = {
              tokens: Math.floor(one.tokens * step.share),
              cost: one.cost === null ? null : one.cost * step.share,
            };
            settle(shared, one.id, { state: 'done', ...taken });
            billed.push({ ...one, ...taken, cost: taken.cost ?? 0 });
          }
        }
        for (const run of ['a', 'b', 'c'])
          within(
            billed.filter((one) => one.run === run),
            caps.task,
          );
        for (const day of new Set(billed.map(({ at }) => Math.floor(at / DAY))))
          within(
            billed.filter(({ at }) => Math.floor(at / DAY) === day),
            caps.day,
          );
      }
    }),
    { numRuns: 3000 },
  );
});

function within(all: { role: string; tokens: number; cost: number }[], limit: Caps['task']): void {
  const paid = all.filter(({ cost }) => cost > 0);
  expect(all.filter(({ role }) => role === 'expert').length).toBeLessThanOrEqual(limit.calls);
  expect(all.filter(({ role }) => role === 'judge').length).toBeLessThanOrEqual(limit.judged);
  expect(paid.reduce((n, { tokens }) => n + tokens, 0)).toBeLessThanOrEqual(limit.tokens);
  expect(paid.reduce((n, { cost }) => n + cost, 0)).toBeLessThanOrEqual(limit.cost + 1e-9);
}

test('real calls side by side in two tabs never pass the caps', async () => {
  const server = await providerServer((_, index) =>
    index % 3 === 2 ? { words: ['x '], then: 'cut' } : { words: ['ok'], usage: { in: 50, out: 10 } },
  );
  const shared = {
    ...emptyBook(),
    caps: { task: { calls: 4, judged: 0, tokens: 1e6, cost: 1 }, day: { calls: 6, judged: 0, tokens: 1e6, cost: 1 } },
  };
  const tabs = [openVault({ book: shared, session: 'here' }), openVault({ book: shared, session: 'here' })];
  const target = { provider: 'custom', baseURL: server.url } as const;
  const results = await Promise.allSettled(
    Array.from({ length: 24 }, (_, i) =>
      ask(tabs[i % 2]!.vault, request({ target, run: `run-${i % 3}`, price: { in: 1, out: 1 } })),
    ),
  );
  expect(server.asked.length).toBe(6);
  const refused = results.filter((result) => result.status === 'rejected' && kindOf(result.reason) === 'cap');
  expect(refused.length).toBe(18);
  expect(sum(shared.entries).calls).toBe(6);
  await server.close();
});
