/** Draws tokens by the rules of `sampling`, and says how likely the model itself finds them. */
import type { LlamaContext, Drawn, LlamaModel, Sampler } from './llama';
import { SAMPLING } from '../sampling';

export interface ScoredToken {
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
    readonly context: LlamaContext,
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

  /**
   * The vocabulary is large (150,000 tokens of Qwen), so each pass over it counts: one sums it up, the other cuts and draws,
   * at once, on threads of their own. What the cut leaves says how likely the drawn token and the likeliest one are.
   */
  async choose(at: number): Promise<ScoredToken> {
    const { grammar } = this.ask;
    const { _ctx: context } = this.context;
    const whole = context.sampleToken(at, this.raw, false, false, false, true);
    const draw = (sampler: Sampler) =>
      context.sampleToken(at, sampler, false, false, [[], false, false, true, 1], false);
    const drawn = await (this.#chain ? draw(this.#chain) : whole);
    const states = this.model.llama._bindings.AddonSampler;
    const [token] = drawn;
    if (grammar !== undefined && !states.canBeNextTokenForGrammarEvaluationState(grammar, token)) {
      const [forced] = await context.sampleToken(at, this.#held!, false, false, false, false);
      if (forced < 0) throw new Error('The grammar allows no further token.');
      const pass = await context.sampleToken(at, this.raw, false, false, [[forced], false, false, true, 0], true);
      return { token: forced, logprob: likelihood(pass, forced) };
    }
    if (grammar !== undefined && !this.model.isEogToken(token))
      states.acceptGrammarEvaluationStateToken(grammar, token);
    const [best, , , , total] = await whole;
    const below = token === best ? 0 : (logitOf(drawn[3]!, token) - logitOf(drawn[3]!, best)) * this.#temperature;
    return { token, logprob: below - Math.log(total!) };
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

/** The tokens whose logits were asked for, the likeliest first, each once. */
export function pairsOf([best, , , pairs, total]: Drawn): ScoredToken[] {
  const known = new Map<number, number>();
  for (let i = 0; i < pairs!.length; i += 2) known.set(pairs![i]!, pairs![i + 1]!);
  const top = known.get(best)!;
  return [...known]
    .map(([token, logit]) => ({ token, logprob: logit - top - Math.log(total!) }))
    .sort((a, b) => b.logprob - a.logprob);
}
