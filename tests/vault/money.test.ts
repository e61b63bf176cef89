/** Money cannot be lost by what a config, a provider or a damaged book says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/provider';
import { configDifferences } from '../../src/ui/resume';
import {
  blockedBy,
  bookOf,
  budgetOf,
  defaultCaps,
  memoryStore,
  reserve,
  type LedgerEntry,
} from '../../src/vault/ledger';
import { planOf, takenBy } from '../../src/vault/plan';
import { createRedactor } from '../../src/vault/redact';
import type { ExpertRequest } from '../../src/vault/protocol';
import { demo } from '../fixtures/demo';
import { openVault, request } from './open';
import { providerServer, type ProviderServer } from './provider';

const KEY = 'sk-proj-CANARY0123456789abcdefghijKEY';
let server: ProviderServer;
let usage: { in: number; out: number; cost?: number } | null = { in: 50_000, out: 20_000 };
beforeAll(async () => void (server = await providerServer(() => ({ words: ['word '.repeat(2000)], usage }))));
afterAll(() => server.close());

const CONFIGS: Record<string, Record<string, unknown>> = {
  nothing: {},
  'prices of 0': { priceIn: 0, priceOut: 0 },
  'tiny prices': { priceIn: 1e-12, priceOut: 1e-12 },
  'prices below the list': { priceIn: 0.01, priceOut: 0.01 },
  'one price': { priceIn: 0.002 },
  'a run, a role and limits of its own': {
    run: 'other',
    role: 'judge',
    limits: {},
    price: { in: 0, out: 0 },
    accepts: { unknownPrice: true },
  },
};

describe.each(['protege', 'expert'] as const)('the %s of a config with', (role) => {
  test.each(Object.keys(CONFIGS))('%s is stopped at the caps', async (name) => {
    usage = { in: 50_000, out: 20_000 };
    const { vault } = openVault({ bases: { openai: server.url }, store: memoryStore() });
    await vault.hand({ provider: 'openai' }, KEY);
    const model = create({ provider: 'openai', model: 'gpt-5', ...CONFIGS[name] }, { vault, role, run: 'r' });
    const before = server.asked.length;
    await expect(
      (async () => {
        for (let i = 0; i < 20; i++) await drain(model.generate([{ role: 'user', content: 'x'.repeat(40_000) }]));
      })(),
    ).rejects.toThrow(/cap/i);
    expect(server.asked.length - before).toBe(1);
    expect((await vault.budget('r')).task.cost).toBeCloseTo(0.2625, 6);
  });
});

test('of an unknown model a price of 0 is unknown, not free', async () => {
  const { vault } = openVault({ bases: { openai: server.url }, store: memoryStore() });
  await vault.hand({ provider: 'openai' }, KEY);
  const model = create(
    { provider: 'openai', model: 'new-one', priceIn: 0, priceOut: 0 },
    { vault, role: 'expert', run: 'r' },
  );
  await expect(drain(model.generate([{ role: 'user', content: 'x' }]))).rejects.toThrow(
    /price of this model is not known/,
  );
});

test.each([
  { maxTokens: NaN },
  { maxTokens: -1 },
  { maxTokens: '9' },
  { timeoutMs: Infinity },
  { effort: 5 },
  { retries: -2 },
])('the option %j is refused', (option) => {
  const { vault } = openVault();
  expect(() => create({ provider: 'openai', model: 'gpt-5', ...option }, { vault })).toThrow(/must be/);
});

const LIES: Record<string, Record<string, unknown>> = {
  absent: {}, zero: { in: 0, out: 0, cost: 0 }, negative: { in: -1e9, out: -1e9, cost: -1e6 }, absurd: { in: 1e308, out: 1e308, cost: 1e308 },
  'no numbers': { in: 'x', out: {}, cost: 'free' }, 'far too few': { in: 1, out: 1, cost: 1e-9 }, fractions: { in: 0.5, out: 0.1 }, 'not finite': { in: Infinity, out: NaN, cost: NaN },
}; // prettier-ignore

test.each(Object.keys(LIES))('a usage that is %s is replaced by our own count', (name) => {
  const lie = LIES[name]!;
  const asked = request({
    target: { provider: 'openai' },
    model: 'gpt-5',
    messages: [{ role: 'user', content: 'x'.repeat(4000) }],
  });
  const price = { in: 1, out: 10, from: 'list' };
  const plan = planOf(asked, { base: 'https://x', key: KEY, price, redactor: createRedactor([]), at: 0, session: 's' });
  const heard = { text: 'y'.repeat(9000), finish: 'stop' as const, model: 'm', logprobs: [] };
  const told = { tokensIn: lie.in as number, tokensOut: lie.out as number, cost: lie.cost as number };
  const taken = takenBy({ ...heard, ...told }, plan);
  expect(taken).toMatchObject({ tokensIn: 1112, tokensOut: 2500, mostIn: 4000, mostOut: 9000 });
  expect(taken.mostCost).toBeCloseTo((4000 + 90_000) / 1e6, 9);
  const honest = takenBy({ ...heard, tokensIn: 900, tokensOut: 2000, cost: 0.02 }, plan);
  expect(honest).toMatchObject({ tokensIn: 900, tokensOut: 2000, cost: 0.02, mostCost: 0.02 });
});

const entry = (id: string, over: object = {}): LedgerEntry =>
  ({
    id,
    at: Date.now(),
    run: 'r',
    role: 'expert',
    target: 't',
    model: 'm',
    session: 's',
    state: 'done',
    tokens: 5000,
    cost: 0.05,
    ...over,
  }) as LedgerEntry;

test.each([
  ['calls that are no number', { caps: { task: { calls: 'x' }, day: { calls: null } }, entries: [] }, 5],
  ['caps that are none', { caps: 5, entries: [] }, 5],
  ['NaN as money', { caps: { task: { tokens: NaN, cost: NaN }, day: { cost: NaN } }, entries: [] }, 5],
  ['no rows', { entries: null }, 5],
  ['rows that are none', { entries: {} }, 0],
  ['a row that is null', { entries: [null, entry('a')] }, 0],
  ['a row whose cost is a text', { entries: [entry('a', { cost: 'x', tokens: 'y' }), entry('b')] }, 0],
  ['nothing at all', undefined, 5],
])('a book with %s lets no more through', (_, stored, most) => {
  const book = bookOf(stored as never);
  let n = 0;
  for (; n < 50 && !blockedBy(book, entry(`n${n}`), {} as ExpertRequest); n++) reserve(book, entry(`n${n}`));
  expect(n).toBeLessThanOrEqual(most);
  const { day } = budgetOf(book, 'r', Date.now());
  expect(Number.isFinite(day.tokens + day.cost)).toBe(true);
});

test('a damaged row hides no other, and is named', () => {
  const book = bookOf({ entries: [entry('a', { cost: 0.01 }), null, entry('b', { cost: 0.02 })] });
  expect(book.entries.map(({ id, damaged }) => [id, damaged])).toEqual([
    ['a', undefined],
    ['', true],
    ['b', undefined],
  ]);
  expect(budgetOf(book, 'r', Date.now()).day).toMatchObject({ calls: 3, damaged: 1 });
  expect(blockedBy(book, entry('c'))?.message).toMatch(/1 damaged in the money book/);
});

test('limits of a run can only lower the caps', () => {
  const full = { ...bookOf(), entries: Array.from({ length: 6 }, (_, i) => entry(`${i}`)) };
  for (const limits of [{ calls: 1e9 }, { calls: NaN }, { calls: 'x' }, { calls: -1 }, { cost: Infinity }] as never[])
    expect(blockedBy(full, entry('x'), { limits })?.kind).toBe('cap');
  expect(defaultCaps.task.calls).toBe(6);
});

test('an episode that is gone on with says how its team differs from the person’s own', () => {
  expect(configDifferences(demo.config, structuredClone(demo.config))).toEqual([]);
  const evil = {
    ...demo.config,
    protege: {
      id: 'provider',
      options: { provider: 'custom', baseURL: 'http://127.0.0.1:1/v1', model: 'x', priceIn: 0 },
    },
    gate: { id: 'always' },
    limits: { ...demo.config.limits, steps: 10_000 },
    prompts: { protege: 'ATTACKER', expert: 'ATTACKER' },
    dialect: { id: 'bash' },
    judge: true,
  };
  expect(configDifferences(evil, demo.config).map(({ what }) => what)).toEqual([
    'Protégé', 'Gate', 'Judge', 'Dialect', 'Limits', 'Instructions for the protégé', 'Instructions for the expert',
  ]); // prettier-ignore
});
