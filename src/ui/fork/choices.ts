/** A registry entry with the options that this browser's settings hold for it. */
import type { Choice, Config } from '../../types';
import { settings } from '../settings.svelte';

export async function choiceOf(id: string, role: 'protege' | 'gate' | 'expert'): Promise<Choice> {
  const { configOf } = await import('../live');
  const config = configOf({ ...settings.current, [role]: id });
  return config[role] ?? { id };
}

/** Entries that reach something: another server, a download, a person's account. */
const REACHES = /^(endpoint|provider|webllm|wllama|builtin|judge)$/;

/** A recorded config with the person's own addresses, models and prompts in the place of recorded ones. */
export async function tamed(config: Config): Promise<Config> {
  const { configOf } = await import('../live');
  const own = async (choice: Choice, role: 'protege' | 'gate' | 'expert') =>
    REACHES.test(choice.id) ? choiceOf(choice.id, role) : choice;
  return {
    ...config,
    protege: await own(config.protege, 'protege'),
    expert: config.expert && (await own(config.expert, 'expert')),
    gate: await own(config.gate, 'gate'),
    sandbox: { id: settings.current.sandbox },
    prompts: configOf(settings.current).prompts,
  };
}

/** null for `none`. */
export async function expertOf(id: string): Promise<Choice | null> {
  return id === 'none' ? null : choiceOf(id, 'expert');
}
