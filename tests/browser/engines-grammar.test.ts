/** The action grammar in xgrammar itself (what web-llm decodes with): random walks through it are always actions. */
import { expect, test } from 'vitest';
import * as xgrammar from '@mlc-ai/web-xgrammar';
import { parse } from '../../src/agent/parse';
import { ACTION_GRAMMAR } from '../../src/engines/grammar';

const VOCABULARY = [
  ...Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)),
  ...['\n', '\t', '\u0000', '\u001b', 'é', '日', '{"', '":', '",', '"}', '{"action":"', 'run', 'view', 'edit', 'ask'],
  ...[
    'submit',
    'command',
    'path',
    'question',
    'find',
    'replace',
    'from',
    'to',
    '\\n',
    '\\"',
    '\\',
    '</think>',
    '<think>',
  ],
  '</s>',
];
const STOP = VOCABULARY.length - 1;

/** Numbers 0..1 that are the same on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function matcherOf() {
  const info = await xgrammar.TokenizerInfo.createTokenizerInfo(VOCABULARY, 'raw', false, VOCABULARY.length, [STOP]);
  const compiler = await xgrammar.GrammarCompiler.createGrammarCompiler(info);
  const compiled = await compiler.compileGrammar(ACTION_GRAMMAR);
  return xgrammar.GrammarMatcher.createGrammarMatcher(compiled);
}

test('300 random walks: 0 malformed actions', async () => {
  const matcher = await matcherOf();
  const bad: string[] = [];
  const kinds = new Set<string>();
  for (let walk = 0; walk < 300; walk++) {
    const next = random(walk + 1);
    matcher.reset();
    let text = '';
    for (let length = 0; ; length++) {
      const mask = await matcher.getNextTokenBitmask();
      const closed = new Set(await xgrammar.Testings.debugGetMaskedTokensFromBitmask(mask, VOCABULARY.length));
      const open = VOCABULARY.map((_, token) => token).filter((token) => !closed.has(token));
      expect(open.length).toBeGreaterThan(0);
      if (open.includes(STOP)) break;
      const quote = open.find((token) => VOCABULARY[token]!.startsWith('"'));
      const token =
        quote !== undefined && (length > 60 || next() < 0.15) ? quote : open[Math.floor(next() * open.length)]!;
      expect(matcher.acceptToken(token)).toBe(true);
      text += VOCABULARY[token];
    }
    const action = parse(text);
    kinds.add(action.kind);
    if (action.kind === 'invalid') bad.push(`${text} -> ${action.reason}`);
  }
  expect(bad).toEqual([]);
  expect([...kinds].sort()).toEqual(['ask', 'edit', 'run', 'submit', 'view']);
});
