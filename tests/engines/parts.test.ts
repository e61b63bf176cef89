/** Small parts of the engines: turns in a shared cache, what a file's head tells, conversations as text. */
import { expect, test } from 'vitest';
import { GgufHead, isAdapter, sizeOf } from '../../src/engines/head';
import { Seats } from '../../src/engines/seats';
import { compare } from '../../src/engines/selftest';
import { conversation } from '../../src/engines/template';
import { threadsFor } from '../../src/engines/threads';
import { sampleSeconds } from '../../src/engines/warm';
import { number } from '../../src/ui/models/number';
import { adapter, speaking } from './gguf';

test('requests wait in turn for room in the cache; one that is called off makes way', async () => {
  const seats = new Seats(100);
  const order: string[] = [];
  const leave = await seats.take(70);
  const off = new AbortController();
  const second = seats.take(60).then((give) => (order.push('second'), give));
  const third = seats.take(10, off.signal).catch(() => order.push('third'));
  const fourth = seats.take(500).then(() => order.push('fourth'));
  off.abort(new Error('enough'));
  await third;
  expect(order).toEqual(['third']);
  leave();
  leave();
  (await second)();
  await fourth;
  expect(order).toEqual(['third', 'second', 'fourth']);
  await expect(seats.take(1, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
});

test('the head of a file tells adapters from models, its tokens and its size', () => {
  const model = new GgufHead(speaking({ hello: 1 }).bytes);
  expect(isAdapter(model)).toBe(false);
  expect(model.text('general.name')).toBe('table');
  expect([model.has('<|assistant|>'), model.has('hello'), model.has('<|assist')]).toEqual([true, true, false]);
  const push = new GgufHead(adapter({ 'output.weight': [32, 32] }, 1));
  expect([isAdapter(push), push.text('general.name'), push.text('nothing')]).toEqual([true, 'push', undefined]);
  expect(['494M', '1.5B', '8x7B', 'large', undefined].map(sizeOf)).toEqual([0.494, 1.5, 56, undefined, undefined]);
});

test('all cores but one, both of two, one where the page is not isolated', () => {
  expect([1, 2, 4, 8, 64].map((cores) => threadsFor(cores, true))).toEqual([1, 2, 3, 7, 16]);
  expect(threadsFor(8, false)).toBe(1);
});

test('numbers of a card that differ are told from those that agree', () => {
  const truth = [{ 5: -0.1, 7: -2.5, 9: -9 }];
  expect(compare(truth, [{ 5: -0.12, 7: -2.45 }])).toMatchObject({ same: true });
  expect(compare(truth, [{ 5: -0.9, 7: -2.5 }])).toMatchObject({ same: false });
  expect(compare(truth, [{ 1: -0.1, 2: -2.5 }])).toMatchObject({ same: false });
  expect(compare(truth, [{}])).toMatchObject({ same: false });
  expect(compare(truth, [{ 5: NaN, 7: -2.5 }])).toMatchObject({ same: false });
});

test('a conversation as text, begun for the model', () => {
  const chatml = {
    system_template: '<|im_start|>system\n{system_message}<|im_end|>\n',
    roles: { user: '<|im_start|>user', assistant: '<|im_start|>assistant' },
    seps: ['<|im_end|>\n'],
    role_content_sep: '\n',
    role_empty_sep: '\n',
  };
  const said = [
    { role: 'system' as const, content: 'S' },
    { role: 'user' as const, content: '$& one' },
    { role: 'assistant' as const, content: 'A' },
    { role: 'user' as const, content: 'two' },
  ];
  expect(conversation(chatml, said, 'Here: ')).toBe(
    '<|im_start|>system\nS<|im_end|>\n<|im_start|>user\n$& one<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n' +
      '<|im_start|>user\ntwo<|im_end|>\n<|im_start|>assistant\nHere: ',
  );
});

test('seconds for a sample, once something was measured', () => {
  const warm = { tokens: 10, tokensPerSecond: 8, prefillPerSecond: 100, ms: 1, text: '' };
  expect(sampleSeconds({ warm })).toEqual({ next: 2, first: 6 });
  expect(sampleSeconds({ warm: { ...warm, prefillPerSecond: 0 } })).toBeNull();
});

test('numbers are shown with two digits that count', () => {
  expect([0.454, 3.14, 3, 28.4, 1400].map(number)).toEqual(['0.45', '3.1', '3', '28', '1,400']);
});
