/** The browser's own model behind our port, against a stand-in of the published interface. */
import { afterEach, describe, expect, test } from 'vitest';
import { builtinModel, availability, setUp } from '../../src/engines/builtin';
import { drain } from '../../src/lib/stream';
import { parse } from '../../src/agent/parse';
import type { Message } from '../../src/types';
import { installBuiltin } from './builtinpage';

afterEach(() => void delete (globalThis as { LanguageModel?: unknown }).LanguageModel);

const ask = (content: string): Message[] => [
  { role: 'system', content: 'You repair.' },
  { role: 'user', content },
];

describe('what state it is in', () => {
  test('a browser without it, a machine that cannot, a download that waits', async () => {
    expect((await availability()).state).toBe('absent');
    await expect(builtinModel()).rejects.toMatchObject({ name: 'ModelNotLoadedError' });
    installBuiltin({ state: 'unavailable', replies: {} });
    expect(await availability()).toMatchObject({ state: 'unavailable' });
    await expect(drain(setUp())).rejects.toThrow('does not take');
    installBuiltin({ state: 'downloadable', replies: {} });
    await expect(builtinModel()).rejects.toThrow('Set it up in the Models room');
  });

  test('set up by a click: parts of one, then ready; the wait can be stopped', async () => {
    const log = installBuiltin({ state: 'downloadable', replies: {} });
    const stop = new AbortController();
    const parts: number[] = [];
    const waiting = drain(setUp(stop.signal), (part) => {
      parts.push(part);
      if (part > 0) stop.abort(new Error('stopped by a person'));
    });
    await expect(waiting).rejects.toThrow('stopped by a person');
    expect(parts.every((part) => part >= 0 && part <= 1)).toBe(true);
    await drain(setUp());
    expect((await availability()).state).toBe('available');
    expect(log.destroyed).toBe(log.created);
  });
});

describe('replies', () => {
  test('actions are constrained; samples are clones of one session that read the system text', async () => {
    const log = installBuiltin({ replies: { '': '{"action":"run", "command":"npm test"}' } });
    const model = await builtinModel();
    expect(model.able).toMatchObject({ parallel: 1, context: 9216 });
    expect(model.fill).toBeUndefined();
    const said: string[] = [];
    const first = await drain(model.generate(ask('task')), (delta) => said.push(delta));
    expect(parse(first.text)).toEqual({ kind: 'run', command: 'npm test' });
    expect(said.join('')).toBe(first.text);
    expect(first).toMatchObject({ finish: 'stop', cost: 0, model: 'built-in' });
    expect(first.tokensIn).toBeGreaterThan(4);
    expect(first.tokensOut).toBe(3);
    expect(first.logprobs).toBeUndefined();
    const created = log.created;
    await Promise.all([drain(model.generate(ask('task'))), drain(model.generate(ask('task')))]);
    expect(log.created).toBe(created);
    expect(log.cloned).toBe(3);
    expect(log.prompts.every(({ constrained }) => constrained)).toBe(true);
    expect(log.prompts.every(({ input }) => input.every(({ role }) => role !== 'system'))).toBe(true);
  });

  test('words put into its mouth, stop strings, a length: as guided repair asks', async () => {
    const log = installBuiltin({ replies: { '': 'return hi; ``` and so on', long: 'a '.repeat(400) } });
    const model = await builtinModel();
    const fill = await drain(
      model.generate(ask('gap'), { prefill: '```js\n', stop: ['```'], grammar: 'off', maxTokens: 96 }),
    );
    expect(fill).toMatchObject({ text: 'return hi; ', finish: 'stop' });
    expect(log.prompts[0]!.input.at(-1)).toEqual({ role: 'assistant', content: '```js\n', prefix: true });
    expect(log.prompts[0]!.constrained).toBe(false);
    const long = await drain(model.generate(ask('long'), { grammar: 'off', maxTokens: 20 }));
    expect(long.finish).toBe('length');
    expect(long.text.split(' ').length).toBeLessThanOrEqual(22);
    await model.close?.();
    expect(log.destroyed).toBe(log.created + log.cloned);
  });

  test('a long episode is fitted; what does not fit is said', async () => {
    installBuiltin({ window: 2000, replies: { '': '{"action":"submit"}' } });
    const model = await builtinModel();
    const old: Message[] = Array.from({ length: 12 }, (_, i) => [
      { role: 'assistant' as const, content: `{"action":"view","path":"f${i}"}` },
      { role: 'user' as const, content: 'x'.repeat(600) },
    ]).flat();
    const { text } = await drain(model.generate([...ask('task'), ...old], { maxTokens: 200 }));
    expect(text).toBe('{"action":"submit"}');
    await expect(drain(model.generate(ask('x'.repeat(20_000))))).rejects.toMatchObject({
      name: 'ContextWindowSizeExceededError',
    });
  });

  test('abort ends it with the reason; a lost model comes back', async () => {
    const log = installBuiltin({ replies: { '': 'a b c d e f g h' }, fails: { name: 'InvalidStateError', after: 1 } });
    const model = await builtinModel();
    const stop = new AbortController();
    const stream = model.generate(ask('task'), { signal: stop.signal });
    await stream.next();
    stop.abort(new Error('stopped by a person'));
    await expect(drain(stream)).rejects.toThrow('stopped by a person');
    const lost = await drain(model.generate(ask('task'))).catch((error: Error) => error);
    expect(lost).toMatchObject({ name: 'WorkerLostError' });
    expect((lost as Error).message).toContain('ended the built-in model');
    const created = log.created;
    expect(await model.recover?.(lost)).toBe(true);
    await drain(model.generate(ask('task'))).catch(() => undefined);
    expect(log.created).toBe(created + 1);
    expect(await model.recover?.(new Error('else'))).toBe(false);
  });
});
