/** protege score: how likely a model finds texts in a gap; to compare engines, adapters and trainers with each other. */
import { text as readAll } from 'node:stream/consumers';
import { BadInput } from '../lib/badinput';
import { FAMILIES, fimPrompt } from '../engines/fim';
import { models } from '../models';
import type { Model } from '../types';
import { choice } from './choice';
import { parse, type Command } from './command';

interface ScoreRequest {
  before: string;
  after: string;
  texts: string[];
}

export const command: Command = {
  about: 'log-probabilities of texts in a gap, by a model on this machine',
  help: `
usage: protege score --protege gguf:file=qwen0.5[,adapter=LORA.gguf] < ASKED.json

Reads {"before":TEXT,"after":TEXT,"texts":[TEXT,…]} and prints {"prompt":…,"logprobs":[[…],…]}: the natural logarithm of each
token of each text. posttrain check answers the same {"prompt","texts"} by transformers.

Exit code: 0 printed, 2 bad input.`,
  async run(argv) {
    const { values } = parse(argv, 'protege=');
    const { id, options = {} } = choice(values.protege ?? 'gguf:file=qwen0.5', '--protege');
    if (id !== 'gguf') throw new BadInput('Only gguf scores texts here: gguf:file=qwen0.5.');
    const { before, after, texts } = asked(await readAll(process.stdin));
    const model: Model = await (await models.gguf.load()).create(options);
    try {
      if (!model.score) throw new BadInput('This model was not made to fill gaps; take a code model, say qwen0.5.');
      const prompt = fimPrompt(
        FAMILIES.find((family) => family.id === 'qwen')!,
        { before, after },
      );
      const logprobs = await model.score({ before, after }, texts);
      process.stdout.write(`${JSON.stringify({ prompt, logprobs })}\n`);
    } finally {
      await model.close?.();
    }
    return 0;
  },
};

function asked(text: string): ScoreRequest {
  try {
    const { before, after, texts } = JSON.parse(text) as ScoreRequest;
    if (typeof before === 'string' && typeof after === 'string' && Array.isArray(texts))
      return { before, after, texts };
  } catch {
    // the sentence below says what it has to be
  }
  throw new BadInput('The input is a JSON object with "before", "after" and "texts"; see --help.');
}
