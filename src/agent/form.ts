/**
 * Whether an episode is played in the form made for language models, and how: its prompt is a dialect's, each reply ends
 * with its first whole action, what it reads is short and leads with one failing test, the tests run behind every change,
 * a submit with red tests is answered with what still fails, and loops are told and broken.
 * `trained` and `search` rest on the plain form, word for word.
 */
import type { Config, GenerateOptions } from '../types';
import { BRIEF_TOKENS, briefChars } from './brief';
import { dialects, type Dialect } from './dialects/index';

export interface Form {
  dialect: Dialect;
  grammar: NonNullable<GenerateOptions['grammar']>;
  /** Characters of one observation. */
  chars: number;
}

const GRAMMARS = ['action', 'late', 'off'] as const;

/** Null = the plain form. @throws one clear sentence when the config names none that exists. */
export function formOf({ dialect: choice, context }: Pick<Config, 'dialect' | 'context'>): Form | null {
  if (!choice) return null;
  const { grammar, observationTokens = BRIEF_TOKENS } = choice.options ?? {};
  const dialect: Dialect | undefined = Object.hasOwn(dialects, choice.id)
    ? dialects[choice.id as keyof typeof dialects]
    : undefined;
  if (!dialect)
    throw new Error(`There is no dialect "${choice.id}"; choose one of ${Object.keys(dialects).join(', ')}.`);
  if (grammar !== undefined && !GRAMMARS.includes(grammar as Form['grammar']))
    throw new Error(`The dialect's "grammar" is ${String(grammar)}; give one of ${GRAMMARS.join(', ')}.`);
  if (typeof observationTokens !== 'number' || !(observationTokens >= 100))
    throw new Error(`The dialect's "observationTokens" is ${String(observationTokens)}; give a number of 100 or more.`);
  return {
    dialect,
    grammar: (grammar as Form['grammar'] | undefined) ?? dialect.grammar,
    chars: Math.min(context.observationChars, briefChars(observationTokens)),
  };
}

/** The config with what follows from its protégé being a language model: `dialect`, that of its registry entry. */
export function inForm(config: Config, dialect: string | undefined, plainPrompt: string): Config {
  const choice = config.dialect ?? (dialect === undefined ? undefined : { id: dialect });
  if (!choice) return config;
  const { prompt } = formOf({ ...config, dialect: choice })!.dialect;
  const own = config.prompts.protege !== plainPrompt;
  return { ...config, dialect: choice, prompts: own ? config.prompts : { ...config.prompts, protege: prompt } };
}
