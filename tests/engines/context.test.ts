/** What stays and what goes when a prompt would not fit, and that it stays append-only meanwhile. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitMessages, tokensOf } from '../../src/engines/context';
import type { Message } from '../../src/types';

const room = { tokens: 2000, bytesPerToken: 3 };
const observation = (n: number): Message => ({ role: 'user', content: `result ${n} ${'x'.repeat(600)}` });

function episode(steps: number, guided: number[] = []): Message[] {
  return [
    { role: 'system', content: 'You repair.' },
    { role: 'user', content: 'The task.' },
    ...Array.from({ length: steps }, (_, n): Message[] => [
      { role: 'assistant', content: `{"action":"view","path":"f${n}.js"}` },
      guided.includes(n) ? { ...observation(n), guidance: true } : observation(n),
    ]).flat(),
  ];
}
const size = (messages: Message[]) => messages.reduce((sum, { content }) => sum + tokensOf(content, 3), 0);

describe('fit', () => {
  test('leaves a prompt that fits as it is', () => {
    const messages = episode(3);
    expect(fitMessages(messages, room)).toEqual({ messages, elided: 0 });
  });

  test('leaves out the oldest results first; never the task, guidance or the last exchanges', () => {
    const messages = episode(20, [2]);
    const { messages: fitted, elided } = fitMessages(messages, { ...room, tokens: 4000 });
    expect(elided).toBeGreaterThan(5);
    expect(size(fitted)).toBeLessThanOrEqual(4000);
    expect(fitted.slice(0, 2)).toEqual(messages.slice(0, 2));
    expect(fitted[7]).toEqual(messages[7]);
    expect(fitted.slice(-4)).toEqual(messages.slice(-4));
    expect(fitted[3]!.content).toBe(
      `(This older result was left out to save room: ${messages[3]!.content.length} characters.)`,
    );
  });

  test('a very long episode loses its oldest actions too, and still ends in user and assistant by turns', () => {
    const messages = episode(150, [2]);
    const { messages: fitted } = fitMessages(messages, room);
    expect(size(fitted)).toBeLessThanOrEqual(room.tokens);
    expect(fitted.length).toBeLessThan(messages.length);
    expect(fitted).toContainEqual(messages[7]);
    expect(fitted.slice(-4)).toEqual(messages.slice(-4));
    fitted.slice(1).forEach(({ role }, i) => expect(role).toBe(i % 2 === 0 ? 'user' : 'assistant'));
  });

  test('most steps only append: the cache is lost in few of 40', () => {
    let before: Message[] = [];
    let rebuilt = 0;
    for (let steps = 0; steps <= 40; steps++) {
      const { messages } = fitMessages(episode(steps), room);
      if (before.some(({ content }, i) => messages[i]?.content !== content)) rebuilt++;
      before = messages;
    }
    expect(rebuilt).toBeGreaterThan(2);
    expect(rebuilt).toBeLessThan(16);
  });

  test('says so when what must stay does not fit', () => {
    const messages = [...episode(0), { role: 'user' as const, content: 'y'.repeat(9000) }];
    expect(() => fitMessages(messages, room)).toThrow(
      /needs about \d+ tokens and the context window leaves room for 2000/,
    );
  });

  test('always the same, and never a change to a message that may not change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1500, max: 6000 }), (steps, tokens) => {
        const messages = episode(steps, [1, 4]);
        const once = fitMessages(messages, { ...room, tokens });
        expect(fitMessages(messages, { ...room, tokens })).toEqual(once);
        expect(size(once.messages)).toBeLessThanOrEqual(tokens);
        for (const kept of messages.filter(({ guidance }, i) => guidance || i < 2))
          expect(once.messages).toContainEqual(kept);
      }),
    );
  });
});
