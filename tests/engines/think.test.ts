/** Thinking models close a think block before the action; the tag may also stand inside an action. */
import { expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';

test.each([
  ['<think>maybe {"action":"submit"}?</think>{"action":"run","command":"ls"}', 'run'],
  ['no, not {"action":"submit"} yet\n</think>\n{"action":"ask","question":"why?"}', 'ask'],
  ['{"action":"run","command":"grep -n \'</think>\' src/a.js"}', 'run'],
  ['{"action":"edit","path":"a.js","find":"</think>","replace":""}', 'edit'],
  ['<think>hm</think>{"action":"edit","path":"a.js","find":"<think>x</think>","replace":"y"}', 'edit'],
])('%s', (text, kind) => {
  expect(parse(text).kind).toBe(kind);
});
