/** The address of a framed episode, there and back. */
import { expect, test } from 'vitest';
import { embedded, frameCode } from '../../src/ui/embed/address';

test('what a frame shows is read from its address', () => {
  expect(embedded('#demo%3Areal-globber-lost?step=4&theme=dark&play=1')).toEqual({
    id: 'demo:real-globber-lost',
    step: 4,
    play: true,
    theme: 'dark',
  });
  expect(embedded('')).toEqual({ id: '', step: null, play: false, theme: null });
  expect(embedded('#/library/~abc')).toMatchObject({ id: '~abc' }); // as the link to the library says it
  expect(embedded('#%E0%A4%A?step=-1&theme=pink')).toEqual({ id: '%E0%A4%A', step: null, play: false, theme: null });
});

test('the lines for another page hold one whole address, whatever the episode is called', () => {
  const code = frameCode('https://example.org/play/index.html?x=1#/library/abc', '~a_b-"><script>', 3);
  const src = /src="([^"]*)"/.exec(code)![1]!;
  expect(src.startsWith('https://example.org/play/embed.html#')).toBe(true);
  expect(embedded(new URL(src).hash)).toMatchObject({ id: '~a_b-"><script>', step: 3 });
  expect(code.match(/</g)).toHaveLength(2);
});
