/** Registry of gates: (state, proposal) -> score and reason. The caller's threshold decides. */
import type { Choice, Entry, Gate, Model } from '../types';

/** What a gate may need besides its plain options; never recorded. */
export interface GateDeps {
  /** Lends a model by its registry choice. */
  model?: (choice: Choice) => Promise<Model>;
  /** The episode's expert. */
  expert?: Choice;
}

export const gates = {
  stuck: {
    label: 'How stuck',
    about:
      'Weighs edits without effect, changes taken back, repeats, errors and the protégé’s own question into one score. The page’s default; rules, not learned.',
    load: () => import('./stuck'),
  },
  default: {
    label: 'Asked or stalled',
    about:
      'Opens when the protégé asks, or when it repeats itself. The default of the command line and of the tables; rules, not learned.',
    load: () => import('./default'),
  },
  fruitless: {
    label: 'Fruitless tries',
    about: 'For guided repair: opens after tries that fixed nothing, early rather than late. Rules, not learned.',
    load: () => import('./fruitless'),
  },
  asked: {
    label: 'Asked',
    about: 'Opens when the protégé itself asks, and never otherwise.',
    load: () => import('./asked'),
  },
  stall: {
    label: 'Stalled',
    about: 'Opens on repeated actions, long runs of the same kind of command, and rows of errors. Ignores questions.',
    load: () => import('./stall'),
  },
  never: { label: 'Never', about: 'Stays closed: the protégé alone. A baseline.', load: () => import('./never') },
  always: {
    label: 'Always',
    about: 'Opens at every step until the expert calls are used up. A baseline.',
    load: () => import('./always'),
  },
  random: {
    label: 'Random',
    about: 'Opens by a seeded coin, with probability p (default 0.2). A baseline.',
    load: () => import('./random'),
  },
  every: {
    label: 'Every n steps',
    about: 'Opens at every n-th step (default 5), whatever happens. A baseline.',
    load: () => import('./every'),
  },
  learned: {
    label: 'Learned',
    about: 'Opens when a model trained on recorded episodes expects no progress without help. Ignores questions.',
    load: () => import('./learned'),
  },
  doubt: {
    label: 'Doubt',
    about:
      'Opens when the token probabilities show much doubt, or none at all several times in a row. Needs an engine that gives them.',
    load: () => import('./doubt'),
  },
  stage: {
    label: 'Stage',
    about: 'Opens when errors, spinning and exploring outweigh edits: a published router rule. Ignores questions.',
    load: () => import('./stage'),
  },
  judge: {
    label: 'Judge',
    about:
      'A cheap model reads every step; two verdicts in a row open the gate. It is the expert unless another is named.',
    load: () => import('./judge'),
  },
  any: {
    label: 'Any of several',
    about: 'Combines gates: the highest score counts. Options: gates, a list of {id, options}.',
    load: () => import('./any'),
  },
  budget: {
    label: 'Budget',
    about: 'Another gate, closed after n escalations (default 3). Options: gate {id, options}, n.',
    load: () => import('./budget'),
  },
} satisfies Record<string, Entry<Gate, GateDeps | undefined>>;
