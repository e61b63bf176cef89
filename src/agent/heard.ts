/** A reply that ends with its first whole action: what a model would write behind it is not waited for. */
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import type { Form } from './form';
import { isWhole } from './parse';

/** What may still be on its way once a model was told that this is enough; one that goes on is left. */
const ON_ITS_WAY = 32;
/** What an action can end with: `}`, `)`, `>`, a fence, the word that closes an edit block. */
const ENDS = /[})>`~E]/;

export async function* heard(
  model: Model,
  messages: Message[],
  options: GenerateOptions & { signal: AbortSignal },
  { dialect }: Form,
): Stream<string, Completion> {
  const enough = new AbortController();
  const started = performance.now();
  const reply = model.generate(messages, { ...options, enough: enough.signal });
  let text = '';
  let pieces = 0;
  let late = 0;
  let done = false;
  try {
    for (;;) {
      const next = await reply.next();
      if (next.done) {
        done = true;
        return next.value;
      }
      text += next.value;
      pieces++;
      yield next.value;
      if (enough.signal.aborted) {
        if (++late > ON_ITS_WAY) return counted(text, pieces, messages, performance.now() - started);
      } else if (ENDS.test(next.value) && isWhole(text, dialect.first)) enough.abort();
    }
  } finally {
    if (!done) await reply.return(undefined as never);
  }
}

/** Of a model that was left: nobody told the counts, so they are estimated, and the cost is not known. */
function counted(text: string, pieces: number, messages: Message[], ms: number): Completion {
  const chars = messages.reduce((sum, { content }) => sum + content.length, 0);
  const tokensOut = Math.max(pieces, Math.ceil(text.length / 4));
  return { text, tokensIn: Math.ceil(chars / 4), tokensOut, cost: null, ms, finish: 'stop' };
}
