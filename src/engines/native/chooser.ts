/** Draws tokens by the rules of `sampling`, and says how likely the model itself finds them. */
import type { Context, Drawn, LlamaModel, Sampler } from './llama';
import { SAMPLING } from '../sampling';

export interface Token {
  token: number;
  /** Natural logarithm of the model's probability. */
  logprob: number;
}

export interface Rules {
  temperature?: number;
  seed?: number;
  /** A state of its own for each request. */
  grammar?: unknown;
}

/** Draws one token by the rules of `sampling`, under a grammar where there is one. */
export class Chooser {
  readonly #chain: Sampler | undefined;
  readonly #held: Sampler | undefined;
  readonly #temperature: number;

  constructor(
    readonly model: LlamaModel,
    readonly context: Context,
    readonly raw: Sampler,
    readonly ask: Rules,
  ) {
    const { temperature = SAMPLING.temperature, seed = Math.floor(Math.random() * 2 ** 31), grammar } = ask;
    this.#temperature = temperature;
    const make = (more: Record<string, unknown>) => {
      const sampler = new model.llama._bindings.AddonSampler(model._model);
      const { topK, topP, minP } = SAMPLING;
      sampler.applyConfig(
        temperature > 0 ? { temperature, topK, topP, minP, seed, ...more } : { temperature: 0, ...more },
      );
      return sampler;
    };
    if (temperature > 0) this.#chain = make({});
    if (grammar !== undefined) this.#held = make({ grammarEvaluationState: grammar });
  }

  async choose(at: number): Promise<Token> {
    const { grammar } = this.ask;
    const context = this.context._ctx;
    const pick = (sampler: Sampler) =>
      context.sampleToken(at, sampler, false, false, [[], false, false, true, 0], false);
    // the sum over the vocabulary, and the likeliest token's logit; both passes at once, on threads of their own
    const whole = context.sampleToken(at, this.raw, false, false, [[], false, false, true, 0], true);
    let drawn = await (this.#chain ? pick(this.#chain) : whole);
    if (grammar !== undefined) {
      const states = this.model.llama._bindings.AddonSampler;
      if (states.canBeNextTokenForGrammarEvaluationState(grammar, drawn[0])) {
        if (!this.model.isEogToken(drawn[0])) states.acceptGrammarEvaluationStateToken(grammar, drawn[0]);
      } else drawn = await pick(this.#held!);
    }
    const [token] = drawn;
    if (token < 0) throw new Error('The grammar allows no further token.');
    const [best, , , pairs, total] = await whole;
    const greatest = logitOf(pairs!, best);
    const scale = this.#temperature > 0 ? this.#temperature : 1;
    const logit = token === best ? greatest : logitOf(drawn[3]!, token) * scale;
    return { token, logprob: logit - greatest - Math.log(total!) };
  }

  dispose(): void {
    this.#chain?.dispose();
    this.#held?.dispose();
  }
}

const logitOf = (pairs: number[], token: number): number => {
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === token) return pairs[i + 1]!;
  return -Infinity;
};

export const likelihood = ([best, , , pairs, total]: Drawn, token: number): number =>
  logitOf(pairs!, token) - logitOf(pairs!, best) - Math.log(total!);
