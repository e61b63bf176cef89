/** Registry of scaffolds: what stands between the state of an episode and the protégé's next action. */
import type { ScaffoldEntry } from './port';

export type { ScaffoldDeps, ScaffoldEntry } from './port';

export const scaffolds = {
  free: {
    label: 'Free loop',
    about:
      'The protégé chooses every action itself: run, view, edit, ask or submit. The paper’s loop; for models trained as agents.',
    load: () => import('./free'),
  },
  guided: {
    label: 'Guided repair',
    about:
      'The harness runs the tests and says where; the protégé only writes the missing code, several times; the tests choose. For small models.',
    options: [
      { key: 'samples', label: 'Samples a place', type: 'number', fallback: 4, min: 1, max: 64, step: 1 },
      { key: 'places', label: 'Places', type: 'number', fallback: 16, min: 1, max: 400, step: 1 },
      { key: 'seconds', label: 'Seconds in all', type: 'number', fallback: 600, min: 1, max: 7200, step: 10 },
      { key: 'tries', label: 'Written changes, at most', type: 'number', hidden: true },
      { key: 'tokens', label: 'Tokens, at most', type: 'number', hidden: true },
      { key: 'moves', label: 'Kinds of moves, joined by +', type: 'text', hidden: true },
      { key: 'temperature', label: 'Temperature after the first sample', type: 'number', hidden: true },
      { key: 'context', label: 'Around a gap: none, comment or test', type: 'text', hidden: true },
      { key: 'ranking', label: 'Who says where: ours, none or gold', type: 'text', hidden: true },
      { key: 'others', label: 'Others tried beside one that passes', type: 'number', hidden: true },
      { key: 'takeover', label: 'An expert writes the change itself', type: 'json', hidden: true },
    ],
    load: () => import('./guided'),
  },
} satisfies Record<string, ScaffoldEntry>;
