/** Who is asked before something is sent: the person for the expert's calls, nobody for a judge's, in "never" none is. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { create as judgeGate } from '../../src/gates/judge';
import { drain } from '../../src/lib/stream';
import { create as provider } from '../../src/models/provider';
import { judgeAsks } from '../../src/trajectory/judge';
import type { Generation, Model, State } from '../../src/types';
import { asker } from '../../src/ui/expert/asker.svelte';
import { expert } from '../../src/ui/expert/expert.svelte';
import { demo } from '../fixtures/demo';
import { openVault, type Opened } from './open';
import { providerServer, type ProviderServer } from './provider';

const VERDICT = '{"escalate": true, "reason": "lost", "warrant": 0.5, "follow": 0.5}';
let server: ProviderServer;
let opened: Opened;
let model: Model;
beforeAll(async () => void (server = await providerServer(() => ({ words: [VERDICT] }))));
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  opened = openVault();
  const options = { provider: 'custom', baseURL: server.url, model: 'tiny', priceIn: 1, priceOut: 1 };
  model = provider(options, { vault: opened.vault, consent: asker.for('r'), run: 'r', role: 'expert' });
});

const spent = async () => (await opened.vault.budget('r')).task;
const proposal = { action: { kind: 'run', command: 'ls' } } as Generation;
const state: State = { task: demo.public, config: demo.config, steps: [] };
const messages = [{ role: 'user' as const, content: 'Where?' }];

test('"ask me first": a judge’s calls go out without a question, the expert’s wait for one', async () => {
  expert.setup.consent = 'ask';
  const gate = await judgeGate({ model: { id: 'provider' } }, { model: async () => model });
  expect((await gate(state, proposal)).reason).toContain('lost');
  const judgements = await drain(judgeAsks(demo, model));
  expect(judgements.length).toBeGreaterThan(0);
  expect(judgements.map(({ warrant }) => warrant)).toEqual(judgements.map(() => 0.5));
  expect(asker.draft).toBeNull();
  expect(await spent()).toMatchObject({ calls: 0, judged: 1 + judgements.length });

  const said = drain(model.generate(messages));
  await expect.poll(() => asker.draft?.role).toBe('expert');
  expect(server.asked).toHaveLength(1 + judgements.length);
  asker.decide({ kind: 'answer', text: 'Look at src/parse.js.' });
  expect((await said).text).toBe('Look at src/parse.js.');
  expect((await spent()).calls).toBe(0);
});

test('"never": nothing is sent for a judge either, and its absence changes nothing', async () => {
  expert.setup.consent = 'never';
  const gate = await judgeGate({ model: { id: 'provider' } }, { model: async () => model });
  expect(await gate(state, proposal)).toMatchObject({ score: 0, reason: expect.stringContaining('never to ask') });
  const [first] = await drain(judgeAsks(demo, model));
  expect(first).toMatchObject({ warrant: null, follow: null });
  expect(server.asked).toEqual([]);
});

test('a judge that has used up its own calls says so; the expert may still be asked', async () => {
  expert.setup.consent = 'auto';
  const { caps } = await opened.vault.budget('r');
  await opened.vault.setCaps({ ...caps, task: { ...caps.task, judged: 1 } });
  const gate = await judgeGate({ model: { id: 'provider' } }, { model: async () => model });
  await gate(state, proposal);
  expect((await gate(state, proposal)).reason).toContain('The cap of 1 judge calls for this task is reached');
  expect((await drain(model.generate(messages))).text).toBe(VERDICT);
  expect(await spent()).toMatchObject({ calls: 1, judged: 1 });
});

test('a protégé that costs waits for a word, too: one call, or all of its run', async () => {
  expert.setup.consent = 'ask';
  const paid = { provider: 'custom', baseURL: server.url, model: 'tiny', priceIn: 1, priceOut: 1 };
  const of = (run: string, options: object) =>
    provider({ ...options }, { vault: opened.vault, consent: asker.for(run), run, role: 'protege' });
  const first = drain(of('p', paid).generate(messages));
  await expect.poll(() => asker.draft?.role).toBe('protege');
  expect(server.asked).toEqual([]);
  asker.decideForRun({ kind: 'send', messages });
  await first;
  await drain(of('p', paid).generate(messages));
  expect(server.asked).toHaveLength(2);
  const other = drain(of('q', paid).generate(messages));
  await expect.poll(() => asker.draft?.role).toBe('protege');
  asker.decline();
  await expect(other).rejects.toThrow('declined');
  await drain(of('q', { provider: 'custom', baseURL: server.url, model: 'tiny' }).generate(messages)); // free: a server of this machine
  expect(server.asked).toHaveLength(3);
});
