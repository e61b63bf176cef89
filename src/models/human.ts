/** The person at the keyboard, as protégé or expert. Costs nothing; tokens are not counted. */
import type { Model } from '../types';
import type { ModelDeps } from './port';

export function create(_options: Record<string, unknown>, { answer }: ModelDeps): Model {
  if (!answer) throw new Error('A person needs a keyboard: this place cannot ask one. Choose another model.');
  return {
    async *generate(messages, { signal } = {}) {
      signal?.throwIfAborted();
      const started = performance.now();
      const text = await answer(messages, signal);
      signal?.throwIfAborted();
      if (text !== '') yield text;
      const ms = performance.now() - started;
      return { text, tokensIn: 0, tokensOut: 0, cost: 0, ms, finish: 'stop', model: 'human' };
    },
  };
}
