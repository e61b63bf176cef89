/** Registry of scaffolds: what stands between the state of an episode and the protégé's next action. */
import type { Scaffold } from '../agent/policy';
import type { Entry } from '../types';

/** What a scaffold may need besides its plain options; never recorded. */
export interface ScaffoldDeps {
  /** Only for figures: the reference's place instead of our ranking. */
  goldPatch?: string;
}

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
    load: () => import('./guided'),
  },
} satisfies Record<string, Entry<Scaffold, ScaffoldDeps>>;
