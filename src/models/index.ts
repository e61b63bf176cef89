/** Registry of models. Protégé and expert are roles: any entry may play either where `roles` says so. */
import type { Entry, Message, Model, Role, Task } from '../types';

/** What a model may need besides its plain options; never recorded. */
export interface ModelDeps {
  /** API key, from memory. */
  key?: string;
  /** Asks the person at the keyboard. */
  answer?: (messages: Message[], signal?: AbortSignal) => Promise<string>;
  /** Only for the oracle. */
  goldPatch?: string;
  task?: Pick<Task, 'files'>;
}

export interface ModelEntry extends Entry<Model, ModelDeps> {
  roles: readonly Role[];
}

export const models = {
  search: {
    label: 'Search',
    about: 'Generate and validate: tries the inverse of common mistakes near the failing tests. Not a language model.',
    roles: ['protege'],
    load: () => import('./search'),
  },
  endpoint: {
    label: 'Endpoint',
    about: 'Any OpenAI-compatible server, local or remote. Sends it what the model reads; a remote one needs your key.',
    roles: ['protege', 'expert'],
    needs: ['network'],
    load: () => import('./endpoint'),
  },
  human: {
    label: 'You',
    about: 'The person at the keyboard writes the replies.',
    roles: ['protege', 'expert'],
    needs: ['person'],
    load: () => import('./human'),
  },
  oracle: {
    label: 'Oracle (knows the fix)',
    about: 'Knows the gold patch and gives hints without quoting it. For tests and data; no measure of a real expert.',
    roles: ['expert'],
    needs: ['gold'],
    load: () => import('./oracle'),
  },
  scripted: {
    label: 'Scripted',
    about: 'Says given replies one after the other. For demos, replays and tests.',
    roles: ['protege', 'expert'],
    load: () => import('./scripted'),
  },
} satisfies Record<string, ModelEntry>;
