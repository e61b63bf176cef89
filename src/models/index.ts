/** Registry of models. Protégé and expert are roles: any entry may play either where `roles` says so. */
import { adapterPlays } from '../engines/adapters.mjs';
import type { Choice, Option } from '../types';
import type { ModelEntry } from './port';

export type { ModelDeps, ModelEntry } from './port';

/** What the Models room has loaded; the addresses go along, so that a recording says what ran. */
const engine = (...places: string[]): Option[] => [
  { key: 'model', label: 'Model', type: 'text', fallback: '', hidden: true },
  { key: 'context', label: 'Context', type: 'number', fallback: 8192, hidden: true },
  ...places.map((key): Option => ({ key, label: key, type: 'text', fallback: '', hidden: true })),
];

export const models = {
  trained: {
    label: 'Trained',
    about: 'A tiny transformer trained in this project to repair and to ask. Not a language model for general use.',
    roles: ['protege'],
    actionsOnly: true,
    options: [
      {
        key: 'weights',
        label: 'Weights',
        type: 'text',
        fallback: 'models/tiny/weights.bin',
        hidden: true, // the Training room sets it
      },
      { key: 'temperature', label: 'Temperature', type: 'number', hidden: true },
      { key: 'mayAsk', label: 'May it ask', type: 'json', hidden: true },
      { key: 'webgpu', label: 'On the graphics card', type: 'json', hidden: true },
    ],
    load: () => import('./trained'),
  },
  search: {
    label: 'Search',
    about: 'Generate and validate: tries the inverse of common mistakes near the failing tests. Not a language model.',
    roles: ['protege'],
    actionsOnly: true,
    options: [
      { key: 'patience', label: 'Tries before it asks', type: 'number', hidden: true },
      { key: 'maxFiles', label: 'Files it looks at', type: 'number', hidden: true },
    ],
    load: () => import('./search'),
  },
  provider: {
    label: 'Provider',
    about:
      'A hosted model by your own key: OpenAI, Anthropic, OpenRouter and others. Set up under Expert; it costs money.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['network', 'key'],
    sends: true,
    missing: ({ model }) => (model ? null : 'The provider has no model yet. Choose one in the room Expert.'),
    load: () => import('./provider'),
  },
  endpoint: {
    label: 'Endpoint',
    about:
      'Any OpenAI-compatible server, usually on this machine. Sends it what the model reads. Its key, if any: under Expert.',
    roles: ['protege', 'expert'],
    dialect: 'json',
    needs: ['network'],
    sends: true,
    room: { path: 'expert', asks: 'Does it want a key?', words: 'Give it under Expert, for this address.' },
    options: [
      {
        key: 'baseURL',
        label: 'Address',
        type: 'url',
        fallback: 'http://127.0.0.1:11434/v1',
        hint: 'An OpenAI-compatible base URL',
      },
      { key: 'model', label: 'Model', type: 'text', fallback: '', hint: 'As the server names it' },
    ],
    missing: ({ model }) =>
      model ? null : 'The endpoint needs an address and a model name. Enter them under the team button.',
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
    loaded: true,
    options: engine('weights', 'lib', 'integrity'),
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
    loaded: true,
    options: engine('files', 'sha256'),
    load: () => import('./wllama'),
  },
  builtin: {
    label: 'Built into Chrome',
    about:
      'The browser’s own small model (Chrome 148 and later, desktop): no download by this site. Made for texts, not for code; not tried by us.',
    roles: ['protege', 'expert'],
    dialect: 'json',
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
  outside: {
    label: 'Policy outside',
    about: 'A policy that another trainer trains; it plays through `protege env`, and nowhere else.',
    roles: ['protege'],
    dialect: 'json',
    needs: ['node'],
    options: [{ key: 'fim', label: 'Family whose tokens fill gaps, or none', type: 'text', hidden: true }],
    load: () => import('./outside'),
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
    options: [
      { key: 'detail', label: 'How much it says: file, function, line or kind', type: 'text', hidden: true },
      { key: 'wrong', label: 'Probability of wrong advice', type: 'number', hidden: true },
      { key: 'seed', label: 'Seed of its errors', type: 'number', hidden: true },
    ],
    missing: (_, { goldPatch }) =>
      goldPatch ? null : 'This task has no reference patch, so the oracle has nothing to go by. Choose another expert.',
    load: () => import('./oracle'),
  },
  scripted: {
    label: 'Scripted',
    about: 'Says given replies one after the other. For demos, replays and tests.',
    roles: ['protege', 'expert'],
    unlisted: true,
    options: [
      { key: 'replies', label: 'Replies, in order', type: 'json', hidden: true },
      { key: 'fills', label: 'Fills, in order', type: 'json', hidden: true },
      { key: 'paceMs', label: 'Milliseconds a word', type: 'number', hidden: true },
    ],
    load: () => import('./scripted'),
  },
} satisfies Record<string, ModelEntry>;

/** How a protégé plays where nothing was chosen: as its adapter was trained to, else as its entry says. */
export function playsBy({ id, options }: Choice): Pick<ModelEntry, 'scaffold' | 'dialect'> {
  const entry: Partial<ModelEntry> = Object.hasOwn(models, id) ? (models as Record<string, ModelEntry>)[id]! : {};
  return { ...pickPlays(entry), ...(entry.dialect === undefined ? {} : adapterPlays(options)) };
}

const pickPlays = ({ scaffold, dialect }: Partial<ModelEntry>) => ({
  ...(scaffold ? { scaffold } : {}),
  ...(dialect ? { dialect } : {}),
});
