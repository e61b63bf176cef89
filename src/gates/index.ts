/** Registry of gates: (state, proposal) -> score and reason. The caller's threshold decides. */
import type { GateEntry } from './port';

export type { GateDeps, GateEntry } from './port';

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
    options: [
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
    options: [
      { key: 'p', label: 'Probability', type: 'number', fallback: 0.2, min: 0, max: 1, step: 0.05 },
      { key: 'seed', label: 'Seed of its own', type: 'number', hidden: true },
    ],
    load: () => import('./random'),
  },
  every: {
    label: 'Every n steps',
    about: 'Opens at every n-th step (default 5), whatever happens. A baseline.',
    options: [{ key: 'n', label: 'Every n steps', type: 'number', fallback: 5, min: 1, max: 75, step: 1 }],
    load: () => import('./every'),
  },
  learned: {
    label: 'Learned',
    about:
      'Opens when a model trained on recorded episodes (of the tiny protégé, or of Search) expects no progress without help. Ignores questions.',
    options: [
      {
        key: 'calls',
        label: 'Asks a task, about',
        type: 'number',
        min: 0,
        max: 10,
        step: 0.25,
        hint: 'In 75 steps. Empty: 3.5 with Trained, else 2',
      },
      { key: 'share', label: 'Share of steps at which it opens, instead of the dial', type: 'number', hidden: true },
      { key: 'cooldown', label: 'Steps after advice in which it stays closed', type: 'number', hidden: true },
      { key: 'hysteresis', label: 'How far the score must fall before it asks again', type: 'number', hidden: true },
      { key: 'weights', label: 'Weights of its own', type: 'json', hidden: true },
    ],
    load: () => import('./learned'),
  },
  doubt: {
    label: 'Doubt',
    about:
      'Opens when the token probabilities show much doubt, or none at all several times in a row. Needs an engine that gives them.',
    options: [
      { key: 'unsure', label: 'Unsure below (mean log-probability)', type: 'number', hidden: true },
      { key: 'sure', label: 'Too sure above', type: 'number', hidden: true },
      { key: 'row', label: 'Too sure so often in a row', type: 'number', hidden: true },
    ],
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
    options: [
      { key: 'model', label: 'The model that judges, {id, options}', type: 'json', hidden: true },
      { key: 'every', label: 'A verdict every n steps', type: 'number', hidden: true },
    ],
    load: () => import('./judge'),
  },
  any: {
    label: 'Any of several',
    about: 'Combines gates: the highest score counts. Options: gates, a list of {id, options}.',
    unlisted: true,
    options: [{ key: 'gates', label: 'The gates, a list of {id, options}', type: 'json', hidden: true }],
    load: () => import('./any'),
  },
  budget: {
    label: 'Budget',
    about: 'Another gate, closed after n escalations (default 3). Options: gate {id, options}, n.',
    unlisted: true,
    options: [
      { key: 'gate', label: 'The gate, {id, options}', type: 'json', hidden: true },
      { key: 'n', label: 'Escalations at most', type: 'number', hidden: true },
    ],
    load: () => import('./budget'),
  },
} satisfies Record<string, GateEntry>;
