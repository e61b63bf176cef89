/** Registry of models. Protégé and expert are roles: any entry may play either where `roles` says so. */
import type { Entry, Message, Model, Role, Task } from '../types';
import type { AskConsent, Vault } from '../vault/protocol';

/** What a model may need besides its plain options; never recorded. */
export interface ModelDeps {
  /** Asks providers; keys and caps are its business. */
  vault?: Pick<Vault, 'prepare' | 'ask'>;
  /** Asks the person before something is sent; absent = sent at once. */
  consent?: AskConsent;
  /** The episode, for the caps per task. */
  run?: string;
  /** Of the episode, for the calls that cost. */
  limits?: { calls: number; tokens: number; cost: number };
  role?: Role;
  /** Asks the person at the keyboard. */
  answer?: (messages: Message[], signal?: AbortSignal) => Promise<string>;
  /** Only for the oracle. */
  goldPatch?: string;
  task?: Pick<Task, 'files'>;
}

export interface ModelEntry extends Entry<Model, ModelDeps> {
  roles: readonly Role[];
  /** The scaffold it gets where none is chosen; absent = the free loop. */
  scaffold?: 'guided';
  /** It speaks in actions and nothing else, so only the free loop can use it. */
  actionsOnly?: true;
  /** Of a language model: how the free loop tells it to write actions (agent/dialects), unless the config says otherwise. */
  dialect?: string;
}

export const models = {
  trained: {
    label: 'Trained',
    about: 'A tiny transformer trained in this project to repair and to ask. Not a language model for general use.',
    roles: ['protege'],
    actionsOnly: true,
    load: () => import('./trained'),
  },
  search: {
    label: 'Search',
    about: 'Generate and validate: tries the inverse of common mistakes near the failing tests. Not a language model.',
    roles: ['protege'],
    actionsOnly: true,
    load: () => import('./search'),
  },
  provider: {
    label: 'Provider',
    about:
      'A hosted model by your own key: OpenAI, Anthropic, OpenRouter and others. Set up under Expert; it costs money.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['network', 'key'],
    load: () => import('./provider'),
  },
  endpoint: {
    label: 'Endpoint',
    about:
      'Any OpenAI-compatible server, usually on this machine. Sends it what the model reads. Its key, if any: under Expert.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['network'],
    load: () => import('./endpoint'),
  },
  webllm: {
    label: 'web-llm (WebGPU)',
    about:
      'A quantized LLM on your graphics card, in this tab. Choose and load it in the Models room. Untrained for asking: no SWE-Protégé.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['webgpu', 'browser'],
    scaffold: 'guided',
    load: () => import('./webllm'),
  },
  wllama: {
    label: 'llama.cpp (processor)',
    about:
      'Any GGUF model on your processor, in this tab; slower, but needs no graphics card. Choose and load it in the Models room.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['browser'],
    scaffold: 'guided',
    load: () => import('./wllama'),
  },
  builtin: {
    label: 'Built into Chrome',
    about:
      'The browser’s own small model (Chrome 148 and later, desktop): no download by this site. Made for texts, not for code; not tried by us.',
    roles: ['protege', 'expert'],
    needs: ['browser'],
    scaffold: 'guided',
    load: () => import('./builtin'),
  },
  gguf: {
    label: 'llama.cpp (native)',
    about:
      'Any GGUF model on this machine’s processor or graphics card, in the terminal: gguf:file=PATH. Needs npm run engine once.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['node'],
    scaffold: 'guided',
    load: () => import('./gguf'),
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
