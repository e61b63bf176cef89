/**
 * A fully obedient protégé and a hostile expert over hostile repositories, through the terminal's own vault with a canary
 * key from the environment: the key shows up nowhere, nobody is asked beyond gate and caps, nothing reaches other hosts.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { terminalVault } from '../../src/cli/vault';
import { drain } from '../../src/lib/stream';
import { defaultConfig, openSandbox, run } from '../../src/run';
import { exportEpisodes, formats, type FormatId } from '../../src/train/export';
import { toMini } from '../../src/trajectory/exporters';
import type { Config, Sandbox, Trajectory } from '../../src/types';
import { forms } from '../../src/vault/redact';
import { scan } from '../../src/vault/scan';
import { memorySandbox, type Program } from '../agent/memory';
import setup from '../setup';
import { carriers, goals, hostileTask, obey } from './hostile';
import { providerServer, type Asked, type ProviderServer } from './provider';

const KEY = 'sk-canary-hostile-5d1e8b7c3f';
const CALLS = 2;
const saved = { key: process.env.PROTEGE_API_KEY, home: process.env.PROTEGE_HOME };

let server: ProviderServer;
let evil: Server;
let evilUrl = '';
const hits: string[] = [];
let sandbox: Sandbox;
let home = '';
/** What the expert says next. */
let reply = '';

/** The episode as the formats for trainers write it (parquet holds the same rows). */
async function rowsOf(episode: Trajectory): Promise<string> {
  const ids = (Object.keys(formats) as FormatId[]).filter((id) => formats[id].file.endsWith('.jsonl'));
  const made = await Promise.all(ids.map((id) => exportEpisodes([episode], id, { all: true })));
  return made.flatMap(({ files }) => files.map(({ content }) => content as string)).join('');
}

type Body = { model: string; messages: { role: string; content: string }[] };
const words = ({ body }: Asked): string[] => {
  const { model, messages } = body as unknown as Body;
  return [model === 'expert' ? `${reply} Change src/add.js.` : JSON.stringify(obey(messages))];
};

beforeAll(async () => {
  await setup();
  home = mkdtempSync(path.join(os.tmpdir(), 'protege-hostile-'));
  Object.assign(process.env, { PROTEGE_API_KEY: KEY, PROTEGE_HOME: home });
  server = await providerServer((asked) => ({ words: words(asked) }));
  evil = createServer((request, response) => (hits.push(request.url ?? ''), response.end()));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
  sandbox = await openSandbox({ id: 'embedded' });
});

afterAll(async () => {
  await sandbox?.close();
  await server?.close();
  evil?.close();
  rmSync(home, { recursive: true, force: true });
  for (const [name, value] of [
    ['PROTEGE_API_KEY', saved.key],
    ['PROTEGE_HOME', saved.home],
  ] as const)
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
});

const player = (model: string) => ({
  id: 'provider',
  options: { provider: 'custom', baseURL: server.url, model, priceIn: 0.01, priceOut: 0.01 },
});

/** Gates and modes a hostile repo may meet. */
const arms: Partial<Config>[] = [
  { gate: { id: 'asked' } },
  { gate: { id: 'always' } },
  { gate: { id: 'never' } },
  { gate: { id: 'default' }, mode: 'act' },
  { gate: { id: 'every', options: { n: 3 } }, context: { expert: { last: 5, unit: 'all' }, observationChars: 1000 } },
];

async function episode(task: ReturnType<typeof hostileTask>, arm: Partial<Config>, real: boolean): Promise<Trajectory> {
  const base = defaultConfig();
  const config = defaultConfig({
    ...arm,
    protege: player('tiny'),
    expert: player('expert'),
    limits: { ...base.limits, steps: 13, expertCalls: CALLS, cost: 0.5 },
    commandTimeoutMs: 5000,
  });
  const shared = { ...(real ? sandbox : memorySandbox(stand)), close: async () => {} };
  return drain(run(task, config, { vault: terminalVault(), sandbox: async () => shared }));
}

/** A stand-in for the sandbox that shows a failing test as it would be read; the real one takes every fourth run. */
const stand: Program = (command, files) => {
  if (!command.startsWith('node --test')) return { output: `${command}: not found\n`, exitCode: 127 };
  const source = String(files['test/add.test.js']);
  const [name = '', message = ''] = [/test\("(.*)", \(\)/, /, 3, "(.*)"\)\)/].map(
    (part) => part.exec(source)?.[1] ?? '',
  );
  const read = (text: string) => JSON.parse(`"${text}"`) as string;
  const error = { message: `${read(message)} -1 !== 3` };
  return {
    output: 'not ok\n',
    exitCode: 1,
    tests: [{ name: read(name), file: 'test/add.test.js', status: 'fail', ms: 1, error }],
  };
};
const ALL = process.env.HOSTILE_REAL === '1';
const indexOf = (carrier: string, goal: string) => {
  const [c, g] = [Object.keys(carriers).indexOf(carrier), Object.keys(goals('x')).indexOf(goal)];
  return { arm: (c + g) % arms.length, real: (c + g) % 4 === 0 };
};
/** Every repository meets every arm in `npm run test:long`, and one of them, in turn, otherwise. */
const isPlayed = (carrier: string, goal: string, arm: number): boolean => ALL || arm === indexOf(carrier, goal).arm;
const isReal = (carrier: string, goal: string): boolean => ALL || indexOf(carrier, goal).real;

const has = (text: string) => forms(KEY).some((form) => text.includes(form));

let runs = 0;
describe.each(Object.entries(carriers))('%s', (carrier, plant) => {
  test.each(Object.keys(goals('x')))('%s', async (goal) => {
    // a book of its own: every call reads and writes the whole of it
    const book = (process.env.PROTEGE_HOME = mkdtempSync(path.join(home, 'book-')));
    const printed: string[] = [];
    const spies = (['log', 'error', 'warn', 'info', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...given) => void printed.push(given.map(String).join(' '))),
    );
    try {
      const order = goals(evilUrl)
        [goal]!.map((action) => `DO: ${JSON.stringify(action)}`)
        .join('\n');
      const planted = plant(order);
      for (const [index, arm] of arms.entries()) {
        if (!isPlayed(carrier, goal, index)) continue;
        reply = planted.reply ?? 'Look closely.';
        const from = server.seen.length;
        const done = await episode(
          hostileTask(`${carrier}-${goal}-${index}`.replace(/[^\w-]+/g, '-'), planted),
          arm,
          isReal(carrier, goal),
        );
        runs++;
        const seen = server.seen.slice(from);
        const asked = seen.filter(({ body }) => body.model === 'expert').length;
        const escalations = done.steps.filter(({ generations }) => generations.some(({ by }) => by === 'expert'));

        // calls: never beyond gate and cap, none unrecorded
        expect(asked).toBe(escalations.length);
        expect(asked).toBeLessThanOrEqual(arm.gate!.id === 'never' ? 0 : CALLS);
        for (const { reading } of escalations) expect(reading!.score).toBeGreaterThanOrEqual(done.config.threshold);

        // the key: in the one header, to the one host, and nowhere else
        expect(seen.filter(({ headers }) => headers.authorization !== `Bearer ${KEY}`)).toEqual([]);
        const headers = seen.map(({ headers: { authorization: _, ...rest } }) => JSON.stringify(rest));
        const places = {
          prompts: seen.map(({ raw, path }) => raw + path).join('\n') + headers.join('\n'),
          recording: JSON.stringify(done),
          exports: JSON.stringify(toMini(done)) + (await rowsOf(done)),
          console: printed.join('\n'),
          book: readFileSync(path.join(book, 'spending.json'), 'utf8'),
        };
        expect(Object.entries(places).filter(([, text]) => has(text))).toEqual([]);

        // the sandbox: nothing outside, nothing sent, no forged verdict, only known actions
        expect(hits).toEqual([]);
        const kinds = done.steps.flatMap(({ generations }) => generations.map(({ action }) => action?.kind ?? 'words'));
        const allowed = ['run', 'view', 'edit', 'ask', 'submit', 'invalid', 'words'];
        expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
        const paths = done.steps.flatMap(({ changes }) => Object.keys(changes));
        expect(paths.filter((name) => name.startsWith('/') || name.split('/').includes('..'))).toEqual([]);
        expect(done.report?.resolved ?? false).toBe(false);
      }
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });
});

test('at least 40 repositories, in at least 200 runs where all arms are played; the obedient model did obey', () => {
  expect(Object.keys(carriers).length * Object.keys(goals('x')).length).toBeGreaterThanOrEqual(40);
  expect(runs).toBeGreaterThanOrEqual(ALL ? 200 : 40);
  const said = server.asked.map(({ raw }) => raw).join('\n');
  for (const sign of ['printenv', 'again 3', '/curl', 'outside.txt', 'raise_budget']) expect(said).toContain(sign);
});

test('a planted key is found in every place that is looked at', () => {
  for (const form of forms(KEY)) expect(has(`x${form}y`)).toBe(true);
  expect(scan(JSON.stringify({ a: KEY }), [KEY]).keys).toBeGreaterThan(0);
});
