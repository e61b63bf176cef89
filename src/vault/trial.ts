/** Test connection: first what costs nothing (key, address, network), then one short message (credit, model). */
import type OpenAI from 'openai';
import { drain } from '../lib/stream';
import { Fault, type CallTarget, type KeyTest, type Vault } from './protocol';
import { providers } from './providers';
import type { Ring } from './keyring';
import { thinks } from './wires';

interface Parts {
  ring: Ring;
  client(target: CallTarget): Promise<OpenAI>;
  models: Vault['models'];
  ask: Vault['ask'];
  fault(error: unknown, target: CallTarget, model: string): Promise<Fault>;
}

export function tester({ ring, client, models, ask, fault }: Parts): Vault['test'] {
  const failed = ({ kind, message }: Fault, more: Partial<KeyTest> = {}): KeyTest => ({ kind, message, ...more });

  /** The list of models; a server without one is asked directly. */
  async function list(target: CallTarget): Promise<string[]> {
    try {
      // OpenRouter lists its models to anybody, so its key is looked at by itself
      if (target.provider === 'openrouter') await (await client(target)).get('/key');
    } catch (error) {
      throw await fault(error, target, 'key');
    }
    try {
      return await models(target);
    } catch (error) {
      const { kind, about } = error as Fault;
      if (target.provider === 'custom' && (kind === 'address' || kind === 'model') && about?.status === 404) return [];
      throw error;
    }
  }

  return async (target, model, price) => {
    const label = target.provider === 'custom' ? 'The server' : providers[target.provider].label;
    if (target.provider !== 'custom' && ring.get(target) === undefined)
      return { kind: 'key', message: `There is no key for ${label} yet. Paste one first.` };
    let offered: string[] = [];
    try {
      offered = await list(target);
    } catch (error) {
      return failed(error as Fault);
    }
    if (model.trim() === '')
      return { kind: 'ok', message: `${label} accepts the key. Choose a model, then test once more.`, models: offered };
    try {
      const reply = await drain(
        ask({
          target,
          model,
          messages: [{ role: 'user', content: 'Reply with the word ok.' }],
          role: 'protege', // a test is no expert call
          run: 'test',
          maxTokens: thinks(model) ? 512 : 16,
          retries: 0,
          timeoutMs: 60_000,
          accepts: { unknownPrice: true, uncertain: true },
          ...(price ? { price } : {}),
        }),
      );
      const cost =
        reply.cost === null ? 'at an unknown price' : reply.cost === 0 ? 'for free' : `for $${reply.cost.toFixed(5)}`;
      const message = `${label} answered as ${reply.model ?? model} in ${Math.round(reply.ms)} ms, ${cost}.`;
      return { kind: 'ok', message, models: offered };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return failed(error, { models: offered });
    }
  };
}
