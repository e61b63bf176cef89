/** Messages -> tokens, by the chat template that the GGUF itself carries. */
import type { NativeEngine, LlamaModel } from './llama';
import { namedError } from '../pump';
import type { Message } from '../../types';

/**
 * @param prefill what the reply begins with
 * @throws NoTemplateError when the file has none, or it does not take these messages.
 */
export function promptTokens(
  { Template }: Pick<NativeEngine, 'Template'>,
  model: LlamaModel,
  messages: readonly Message[],
  prefill = '',
): number[] {
  const source = model.fileInfo.metadata.tokenizer.chat_template;
  if (!source)
    throw namedError(
      'NoTemplateError',
      'This GGUF has no chat template, so it is a base model: choose an Instruct file. (Filling gaps needs none.)',
    );
  const { bosString, eosString } = model.tokens;
  let text: string;
  try {
    text = new Template(source).render({
      messages: messages.map(({ role, content }) => ({ role, content })),
      add_generation_prompt: true,
      enable_thinking: false,
      bos_token: bosString ?? '',
      eos_token: eosString ?? '',
    });
  } catch (error) {
    throw namedError(
      'NoTemplateError',
      `The chat template of this GGUF does not take the messages: ${(error as Error).message}`,
    );
  }
  text += prefill;
  const contents = [...messages.map(({ content }) => content), prefill];
  return pieces(text, contents, (content) => speaks(model, content)).flatMap(({ text, special }) =>
    model.tokenize(text, special),
  );
}

/** A file or a reply that quotes the model's own control tokens must not be read as such. */
const speaks = (model: LlamaModel, content: string): boolean =>
  /[<[]/.test(content) && model.tokenize(content, true).some((token) => model.isSpecialToken(token));

/** The text in one piece, or cut where it quotes a content that has to be read as plain text. Exported for tests. */
export function pieces(
  text: string,
  contents: readonly string[],
  plain: (content: string) => boolean,
): { text: string; special: boolean }[] {
  const out: { text: string; special: boolean }[] = [];
  let from = 0;
  let at = 0;
  for (const whole of contents) {
    const content = text.includes(whole, at) ? whole : whole.trim(); // templates may trim
    const found = content === '' ? -1 : text.indexOf(content, at);
    if (found < 0) continue;
    at = found + content.length;
    if (!plain(content)) continue;
    out.push({ text: text.slice(from, found), special: true }, { text: content, special: false });
    from = at;
  }
  out.push({ text: text.slice(from), special: true });
  return out.filter(({ text }) => text !== '');
}
