/** Registry of dialects: how a language model is told to write its actions. What it writes is read in any of them. */
import type { GenerateOptions } from '../../types';
import type { First } from '../parse';
import { bash } from './bash';
import { json } from './json';
import { tools } from './tools';
import { tuned } from './tuned';

export interface Dialect {
  label: string;
  /** One plain sentence for the picker. */
  about: string;
  /** The system text: rules and one worked episode. Nothing in it depends on the task, so that it is read once. */
  prompt: string;
  /** What counts in a reply that holds both. */
  first: First;
  /** How a look at a file is written, from a line on where one is known: what a loop is told to do instead. */
  look(path: string, line?: number): string;
  /** What engines on this machine hold the reply to, unless the config says otherwise. */
  grammar: NonNullable<GenerateOptions['grammar']>;
}

export const dialects = { json, bash, tools, tuned } satisfies Record<string, Dialect>;

export type DialectId = keyof typeof dialects;

/** Written as JSON alone, so that an engine on this machine can be held to it by a grammar. */
export const canBeHeld = (id: string): boolean =>
  Object.hasOwn(dialects, id) && dialects[id as DialectId].grammar !== 'off';
