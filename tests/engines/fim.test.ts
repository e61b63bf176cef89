/** Which models fill gaps, how the hole is shown to them, and where a stream of text stops. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAMILIES, familyOf, fimPrompt } from '../../src/engines/fim';
import { pieces } from '../../src/engines/native/template';
import { Speech } from '../../src/engines/speech';

const vocabulary =
  (...tokens: string[]) =>
  (token: string) =>
    tokens.includes(token);
const QWEN = vocabulary('<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>');

test('the family is told by vocabulary and name', () => {
  expect(familyOf(QWEN, ['Qwen2.5 Coder 0.5B Instruct AWQ'])?.id).toBe('qwen');
  expect(familyOf(QWEN, ['Qwen2.5 7B Instruct'])).toBeUndefined(); // shares the vocabulary, was not taught
  expect(familyOf(vocabulary(), ['starcoder2-3b'])).toBeUndefined();
  expect(familyOf(vocabulary('<fim_prefix>', '<fim_suffix>', '<fim_middle>'), ['starcoder2-3b'])?.id).toBe('starcoder');
  expect(familyOf(vocabulary('▁<PRE>', '▁<SUF>', '▁<MID>'), ['CodeLlama 7B'])?.id).toBe('codellama');
  expect(familyOf(vocabulary('[PREFIX]', '[SUFFIX]'), ['Codestral-22B-v0.1'])?.id).toBe('codestral');
});

test('the parts stand in the order that each family knows', () => {
  const gap = { before: 'a(', after: ')z' };
  const of = (id: string) =>
    fimPrompt(
      FAMILIES.find((family) => family.id === id)!,
      gap,
    );
  expect(of('qwen')).toBe('<|fim_prefix|>a(<|fim_suffix|>)z<|fim_middle|>');
  expect(of('starcoder')).toBe('<fim_prefix>a(<fim_suffix>)z<fim_middle>');
  expect(of('deepseek')).toBe('<｜fim▁begin｜>a(<｜fim▁hole｜>)z<｜fim▁end｜>');
  expect(of('codestral')).toBe('[SUFFIX])z[PREFIX]a(');
});

test('text ends before the first stop string, however it is cut into pieces', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'ab', '\n', '``', '`'), { maxLength: 30 });
  fc.assert(
    fc.property(text, fc.constantFrom<string[]>(['```'], ['\n\n', 'bb'], []), (parts, stops: string[]) => {
      const speech = new Speech(stops);
      const said = parts.map((part) => speech.push(part)).join('') + speech.end();
      const whole = parts.join('');
      const at = stops.map((stop) => whole.indexOf(stop)).filter((i) => i >= 0);
      expect(said).toBe(at.length > 0 ? whole.slice(0, Math.min(...at)) : whole);
      expect(speech.text).toBe(said);
      expect(speech.stopped).toBe(at.length > 0);
    }),
  );
});

test('only contents that quote control tokens are cut out of the prompt', () => {
  const text = '<s>one<e><s>two <e> x<e><s>';
  expect(pieces(text, ['one', 'two <e> x'], () => false)).toEqual([{ text, special: true }]);
  expect(pieces(text, ['one', ' two <e> x '], (content) => content.includes('<e>'))).toEqual([
    { text: '<s>one<e><s>', special: true },
    { text: 'two <e> x', special: false },
    { text: '<e><s>', special: true },
  ]);
});
