/** What the pickers offer: the registries, which options an entry takes, and what stands in its way here. */
import { gates } from '../gates/index';
import { models, type ModelEntry } from '../models/index';
import { sandboxes } from '../sandboxes/index';
import { scaffolds } from '../scaffolds/index';
import type { Entry, Role } from '../types';

export interface Offer {
  id: string;
  label: string;
  about: string;
  needs: readonly string[];
}

export interface Option {
  key: string;
  label: string;
  type: 'number' | 'text' | 'url';
  fallback: string | number;
  min?: number;
  max?: number;
  step?: number;
  hint?: string;
  /** Set by another room, not typed here. */
  hidden?: true;
}

const offer = ([id, entry]: [string, Pick<Entry<unknown, never>, 'label' | 'about' | 'needs'>]): Offer => ({
  id,
  label: entry.label,
  about: entry.about,
  needs: entry.needs ?? [],
});

/** Entries that may play the role in a page; `scripted` needs a script, which only recordings have. */
export const modelOffers = (role: Role): Offer[] =>
  Object.entries(models as Record<string, ModelEntry>)
    .filter(([id, { roles, needs }]) => id !== 'scripted' && roles.includes(role) && !needs?.includes('node'))
    .map(([id, entry]) => offer([id, entry]));

/** `any` and `budget` take other gates as options: for the command line. */
export const gateOffers: Offer[] = Object.entries(gates)
  .filter(([id]) => id !== 'any' && id !== 'budget')
  .map(([id, entry]) => offer([id, entry]));

export const scaffoldOffers: Offer[] = Object.entries(scaffolds).map(([id, entry]) => offer([id, entry]));

/** The scaffold that a protégé plays in: the chosen one, or the one its entry says; actions alone are the free loop's. */
export function scaffoldFor(protege: string, chosen: string): { id: string; fixed: boolean } {
  const entry = (models as Record<string, ModelEntry>)[protege];
  if (entry?.actionsOnly) return { id: 'free', fixed: true };
  const known = scaffoldOffers.some(({ id }) => id === chosen);
  return { id: known ? chosen : (entry?.scaffold ?? 'free'), fixed: false };
}

const endpoint: Option[] = [
  {
    key: 'baseURL',
    label: 'Address',
    type: 'url',
    fallback: 'http://127.0.0.1:11434/v1',
    hint: 'An OpenAI-compatible base URL',
  },
  { key: 'model', label: 'Model', type: 'text', fallback: '', hint: 'As the server names it' },
];

/** Where the settings keep an entry's options: a model loaded here may be another one in each role. */
export const seatKey = (id: string, role: Role): string =>
  role === 'expert' && /^(webllm|wllama)$/.test(id) ? `${id}@expert` : id;

/** Loaded in the Models room; the addresses go along, so that a recording says what ran. */
const engine = (...places: string[]): Option[] => [
  { key: 'model', label: 'Model', type: 'text', fallback: '', hidden: true },
  { key: 'context', label: 'Context', type: 'number', fallback: 8192, hidden: true },
  ...places.map((key): Option => ({ key, label: key, type: 'text', fallback: '', hidden: true })),
];

export const sandboxOffers: Offer[] = Object.entries(sandboxes).map(([id, entry]) => offer([id, entry]));

/** Options of an entry by registry id. */
export const optionsOf: Record<string, Option[]> = {
  trained: [
    {
      key: 'weights',
      label: 'Weights',
      type: 'text',
      fallback: 'models/tiny/weights.bin',
      hint: 'models/tiny/mine.bin is your own from the Training room',
    },
  ],
  random: [{ key: 'p', label: 'Probability', type: 'number', fallback: 0.2, min: 0, max: 1, step: 0.05 }],
  learned: [
    {
      key: 'calls',
      label: 'Asks a task, about',
      type: 'number',
      fallback: 2,
      min: 0,
      max: 10,
      step: 0.25,
      hint: 'The dial: sets the threshold',
    },
  ],
  guided: [
    { key: 'samples', label: 'Samples a place', type: 'number', fallback: 4, min: 1, max: 64, step: 1 },
    { key: 'places', label: 'Places', type: 'number', fallback: 16, min: 1, max: 400, step: 1 },
    { key: 'seconds', label: 'Seconds in all', type: 'number', fallback: 600, min: 1, max: 7200, step: 10 },
  ],
  fruitless: [
    {
      key: 'patience',
      label: 'Patience, in tries',
      type: 'number',
      fallback: 6,
      min: 1,
      max: 100,
      step: 1,
      hint: 'Tries without effect at which it opens',
    },
  ],
  every: [{ key: 'n', label: 'Every n steps', type: 'number', fallback: 5, min: 1, max: 75, step: 1 }],
  endpoint,
  webllm: engine('weights', 'lib', 'integrity'),
  wllama: engine('files', 'sha256'),
};

export const names: Record<string, { label: string }> = { ...scaffolds, ...gates, ...models };
