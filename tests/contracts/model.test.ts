/** What every model promises, over the whole registry; entries whose needs are absent here are skipped by name. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engineFolder } from '../../src/engines/local.mjs';
import { drain } from '../../src/lib/stream';
import { models, type ModelDeps, type ModelEntry } from '../../src/models/index';
import { diffFiles } from '../../src/lib/diff';
import type { Message, Need } from '../../src/types';
import { chatServer, type ChatServer } from '../agent/chat';
import { task } from '../agent/memory';
import { speaking } from '../engines/gguf';
import { openVault } from '../vault/open';

const AVAILABLE = new Set<Need>(['person', 'gold', 'network', 'key', 'node']);

let server: ChatServer;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'contract-'));
/** Real weights take seconds to say as much. */
const gguf = path.join(folder, 'submits.gguf');
beforeAll(async () => {
  server = await chatServer(() => ({ words: ['{"action":', '"submit"}'] }));
  fs.writeFileSync(gguf, speaking({ [submit]: 0.9, '{"action":"run","command":"npm test"}': 0.1 }).bytes);
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
  return server.close();
});

const goldPatch = diffFiles(task.files, {
  ...task.files,
  'src/clamp.js': task.files['src/clamp.js']!.replace('n < hi', 'n > hi'),
});
const { vault } = openVault();
const submit = '{"action":"submit"}';
const outside = async () => ({ text: submit });
const deps: ModelDeps = { vault, answer: async () => submit, outside, goldPatch, task };
const options = (id: string): Record<string, unknown> =>
  id === 'endpoint' || id === 'provider'
    ? { provider: 'custom', baseURL: server.url, model: 'tiny' }
    : id === 'scripted'
      ? { replies: ['a b c', '', 'd'] }
      : id === 'gguf'
        ? { file: gguf, context: 1024, parallel: 2 }
        : {};

const messages: Message[] = [
  { role: 'system', content: 'You repair.' },
  { role: 'user', content: 'Task\n\nFiles:\nsrc/clamp.js\ntest/clamp.test.js\n\nThe tests run with: npm test' },
];

for (const [id, entry] of Object.entries(models) as [string, ModelEntry][]) {
  const missing: string[] = (entry.needs ?? []).filter((need) => !AVAILABLE.has(need));
  if (id === 'gguf' && !engineFolder()) missing.push('the native engine: npm run engine');
  const suite = missing.length > 0 ? describe.skip : describe;
  suite(`model ${id}${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`, () => {
    const create = async () => (await entry.load()).create(options(id), deps);

    test('says what it is', () => {
      expect(entry.label).toMatch(/\S/);
      expect(entry.about).toMatch(/\.$/);
      expect(entry.roles.length).toBeGreaterThan(0);
    });

    test('the deltas add up to the text, and the counts are counts', async () => {
      const model = await create();
      const said: string[] = [];
      const completion = await drain(model.generate(messages, { seed: 7 }), (delta) => said.push(delta));
      expect(said.join('')).toBe(completion.text);
      for (const n of [completion.tokensIn, completion.tokensOut, completion.ms]) expect(n).toBeGreaterThanOrEqual(0);
      expect(completion.cost === null || completion.cost >= 0).toBe(true);
      expect(JSON.parse(JSON.stringify(completion))).toEqual(completion);
      await model.close?.();
    });

    test('throws the reason when it is aborted before it begins', async () => {
      const stop = new AbortController();
      stop.abort(new Error('stopped by a person'));
      const model = await create();
      await expect(drain(model.generate(messages, { signal: stop.signal }))).rejects.toThrow('stopped by a person');
    });

    test('can be closed early by its reader and used again', async () => {
      const model = await create();
      const stream = model.generate(messages);
      await stream.next();
      await stream.return(undefined as never);
      expect(typeof (await drain(model.generate(messages))).text).toBe('string');
    });

    test('leaves the messages as they were', async () => {
      const before = structuredClone(messages);
      await drain((await create()).generate(messages));
      expect(messages).toEqual(before);
    });
  });
}
