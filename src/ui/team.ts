/** What the pickers offer: the registries, which options an entry takes, and what stands in its way here. */
import { canBeHeld } from '../agent/dialects/index';
import { gates, type GateEntry } from '../gates/index';
import { models, playsBy, type ModelEntry } from '../models/index';
import { sandboxes } from '../sandboxes/index';
import { scaffolds } from '../scaffolds/index';
import type { Choice, Entry, Option, Role } from '../types';

export interface Offer {
  id: string;
  label: string;
  about: string;
  needs: readonly string[];
}

const offer = ([id, entry]: [string, Pick<Entry<unknown, never>, 'label' | 'about' | 'needs'>]): Offer => ({
  id,
  label: entry.label,
  about: entry.about,
  needs: entry.needs ?? [],
});

/** Entries that may play the role in a page. */
export const modelOffers = (role: Role): Offer[] =>
  Object.entries(models as Record<string, ModelEntry>)
    .filter(([, { roles, needs, unlisted }]) => !unlisted && roles.includes(role) && !needs?.includes('node'))
    .map(([id, entry]) => offer([id, entry]));

export const gateOffers: Offer[] = Object.entries(gates as Record<string, GateEntry>)
  .filter(([, { unlisted }]) => !unlisted)
  .map(([id, entry]) => offer([id, entry]));

export const scaffoldOffers: Offer[] = Object.entries(scaffolds).map(([id, entry]) => offer([id, entry]));

/** What is set of the protégé's entry, by which it may be one that was tuned to play in its own way. */
type EntryOptions = Record<string, Record<string, unknown>>;

/** The scaffold that a protégé plays in: the chosen one, or as it plays best; actions alone are the free loop's. */
export function scaffoldFor(
  protege: string,
  chosen: string,
  options: EntryOptions = {},
): { id: string; fixed: boolean } {
  const entry = (models as Record<string, ModelEntry>)[protege];
  if (entry?.actionsOnly) return { id: 'free', fixed: true };
  const known = scaffoldOffers.some(({ id }) => id === chosen);
  const { scaffold = 'free' } = playsBy({ id: protege, options: options[protege] ?? {} });
  return { id: known ? chosen : scaffold, fixed: false };
}

/**
 * How a language model writes its actions in the free loop, where the person chose that; undefined = as usual. A grammar is
 * of the JSON forms, and only engines in this tab have one.
 */
export function dialectFor(
  protege: string,
  { dialect, grammar, options = {} }: { dialect: string; grammar: string; options?: EntryOptions },
): Choice | undefined {
  const { loaded } = modelEntry(protege);
  const { dialect: own } = playsBy({ id: protege, options: options[protege] ?? {} });
  if (own === undefined) return undefined;
  const id = dialect === 'auto' ? own : dialect;
  const held = loaded && canBeHeld(id) && grammar !== 'auto';
  if (id === own && dialect === 'auto' && !held) return undefined;
  return { id, ...(held ? { options: { grammar } } : {}) };
}

/** Where the settings keep an entry's options: a model loaded here may be another one in each role. */
export const seatKey = (id: string, role: Role): string =>
  role === 'expert' && modelEntry(id).loaded ? `${id}@expert` : id;

export const sandboxOffers: Offer[] = Object.entries(sandboxes)
  .filter(([, { unlisted }]) => !unlisted)
  .map(([id, entry]) => offer([id, entry]));

/** What the registries say of an entry, by its id. */
const entries: Record<string, Pick<Entry<unknown, never>, 'label' | 'options'>> = { ...scaffolds, ...gates, ...models };

/** Options of an entry; undefined where it has none to set here. */
export function optionsOf(id: string): readonly Option[] | undefined {
  const options = entries[id]?.options?.filter(({ hidden, fallback }) => !hidden || fallback !== undefined);
  return options && options.length > 0 ? options : undefined;
}

/** An entry of a model that its id names; {} for another. */
export const modelEntry = (id: string | undefined): Partial<ModelEntry> =>
  (id === undefined ? undefined : (models as Record<string, ModelEntry>)[id]) ?? {};

export const names: Record<string, { label: string }> = { ...scaffolds, ...gates, ...models };
