/**
 * Fill-in-the-middle: how each family of code models was taught to be shown a hole. One table for all engines; what comes
 * first in the prompt is what a prefix cache keeps, and with PSM that is the text before the hole.
 */
import type { Gap } from '../types';

export interface Family {
  id: string;
  prefix: string;
  suffix: string;
  middle: string;
  /** Order of the parts: PSM = prefix, suffix, middle (most); SPM = suffix, then prefix, whose end the model goes on from. */
  order: 'PSM' | 'SPM';
  /** Special tokens at which a fill ends, besides the model's own end. */
  ends: readonly string[];
}

const QWEN_ENDS = [
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<|file_sep|>',
  '<|repo_name|>',
];
const STAR_ENDS = [
  '<|endoftext|>',
  '<|end_of_text|>',
  '<fim_prefix>',
  '<fim_suffix>',
  '<fim_middle>',
  '<fim_pad>',
  '<file_sep>',
];

/** Most particular first. */
export const FAMILIES: readonly Family[] = [
  // Qwen2.5-Coder, Qwen3-Coder, CodeQwen, CodeGemma, Granite 4
  {
    id: 'qwen',
    prefix: '<|fim_prefix|>',
    suffix: '<|fim_suffix|>',
    middle: '<|fim_middle|>',
    order: 'PSM',
    ends: QWEN_ENDS,
  },
  // StarCoder 1 and 2, Granite Code, Refact, Stable Code
  {
    id: 'starcoder',
    prefix: '<fim_prefix>',
    suffix: '<fim_suffix>',
    middle: '<fim_middle>',
    order: 'PSM',
    ends: STAR_ENDS,
  },
  {
    id: 'deepseek',
    prefix: '<｜fim▁begin｜>',
    suffix: '<｜fim▁hole｜>',
    middle: '<｜fim▁end｜>',
    order: 'PSM',
    ends: ['<｜end▁of▁sentence｜>', '<|EOT|>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
  },
  { id: 'codellama', prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>', order: 'PSM', ends: ['▁<EOT>', '</s>'] },
  {
    id: 'codestral',
    prefix: '[PREFIX]',
    suffix: '[SUFFIX]',
    middle: '',
    order: 'SPM',
    ends: ['</s>', '[SUFFIX]', '[PREFIX]'],
  },
];

/** Chat models share their family's vocabulary without having been taught to fill: the name tells code models apart. */
const CODE = /cod(e|er|estral|ing)\b|coder|code|star|granite|refact|santa/i;

/**
 * The family of a model, or undefined when it was not made for this.
 * @param has whether the vocabulary holds this text as one special token
 * @param names what the file and its metadata call the model
 */
export function familyOf(has: (token: string) => boolean, names: readonly string[]): Family | undefined {
  if (!names.some((name) => CODE.test(name))) return undefined;
  return FAMILIES.find(({ prefix, suffix, middle }) => has(prefix) && has(suffix) && (middle === '' || has(middle)));
}

/** The parts of the prompt in their order; `special` ones are the family's tokens, the others plain text. */
export function promptParts(
  { prefix, suffix, middle, order }: Family,
  { before, after }: Gap,
): { text: string; special: boolean }[] {
  const token = (text: string) => ({ text, special: true });
  const plain = (text: string) => ({ text, special: false });
  const all =
    order === 'PSM'
      ? [token(prefix), plain(before), token(suffix), plain(after), token(middle)]
      : [token(suffix), plain(after), token(prefix), plain(before), token(middle)];
  return all.filter(({ text }) => text !== '');
}

/** The prompt as one text, for engines that read special tokens in it. */
export const fimPrompt = (family: Family, gap: Gap): string =>
  promptParts(family, gap)
    .map(({ text }) => text)
    .join('');
