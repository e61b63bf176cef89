/** Model servers on this machine: where they listen, and the setting that lets this page in. */

export interface Preset {
  id: string;
  name: string;
  baseURL: string;
  start: string;
  /** What to change so that a page of `origin` may ask. */
  allow(origin: string): string;
}

export const PRESETS: Preset[] = [
  {
    id: 'ollama',
    name: 'Ollama',
    baseURL: 'http://127.0.0.1:11434/v1',
    start: 'ollama pull qwen2.5-coder:1.5b && ollama serve',
    allow: (origin) => `OLLAMA_ORIGINS=${origin} ollama serve`,
  },
  {
    id: 'lmstudio',
    name: 'LM Studio',
    baseURL: 'http://127.0.0.1:1234/v1',
    start: 'lms server start',
    allow: () => 'lms server start --cors   (or: Developer, Server Settings, Enable CORS)',
  },
  {
    id: 'llamacpp',
    name: 'llama.cpp',
    baseURL: 'http://127.0.0.1:8080/v1',
    start: 'llama-server -m model.gguf',
    allow: (origin) => `llama-server -m model.gguf --cors-origins ${origin}   (older builds allow every page)`,
  },
  {
    id: 'vllm',
    name: 'vLLM',
    baseURL: 'http://127.0.0.1:8000/v1',
    start: 'vllm serve Qwen/Qwen2.5-Coder-1.5B-Instruct',
    allow: (origin) => `vllm serve … --allowed-origins '["${origin}"]'`,
  },
];

export type Reached =
  | { state: 'ok'; models: string[] }
  /** It runs and answers, but not to this page (CORS). */
  | { state: 'closed' }
  | { state: 'down' }
  | { state: 'refused'; status: number }
  | { state: 'odd'; why: string };

const PATIENCE_MS = 5000;

/** Asks the server for its models; when that fails, finds out whether it is down or only closed to this page. */
export async function reach(baseURL: string, signal?: AbortSignal): Promise<Reached> {
  const url = `${baseURL.replace(/\/+$/, '')}/models`;
  const limit = () =>
    signal ? AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) : AbortSignal.timeout(PATIENCE_MS);
  let response: Response;
  try {
    response = await fetch(url, { signal: limit(), credentials: 'omit' });
  } catch {
    signal?.throwIfAborted();
    const answers = await fetch(url, { mode: 'no-cors', signal: limit(), credentials: 'omit' }).then(
      () => true,
      () => false,
    );
    return { state: answers ? 'closed' : 'down' };
  }
  if (!response.ok) return { state: 'refused', status: response.status };
  try {
    const { data } = (await response.json()) as { data: { id: unknown }[] };
    return { state: 'ok', models: data.map(({ id }) => id).filter((id) => typeof id === 'string') };
  } catch {
    return { state: 'odd', why: 'What it answered is no list of models. Does the address end in /v1?' };
  }
}

/** What to do about it, in words; `permission` is the browser's local-network permission where it has one. */
export function advise(reached: Reached, preset: Preset, origin: string, permission?: PermissionState): string[] {
  const denied =
    permission === 'denied'
      ? ['This browser does not let the page reach your machine: allow "Local network access" in the site settings.']
      : [];
  switch (reached.state) {
    case 'ok':
      return reached.models.length > 0 ? [] : ['It runs, but has no model yet.'];
    case 'closed':
      return [`${preset.name} runs, but is closed to this page. Start it with: ${preset.allow(origin)}`];
    case 'down':
      return [
        ...denied,
        `Nothing answers at ${preset.baseURL}. Start it: ${preset.start}`,
        `If it does run, it may be closed to this page: ${preset.allow(origin)}`,
        'Chrome and Edge from 142 on ask before a page may reach your local network: allow it.',
      ];
    case 'refused':
      return reached.status === 403
        ? [`${preset.name} refuses this page. Start it with: ${preset.allow(origin)}`]
        : [`${preset.name} answered ${reached.status}. If it wants a key, enter it under Expert.`];
    case 'odd':
      return [reached.why];
  }
}

/** Chrome's permission to reach this machine; undefined where the browser has none. */
export async function localPermission(): Promise<PermissionState | undefined> {
  try {
    const name = 'local-network-access' as PermissionName;
    return (await navigator.permissions.query({ name })).state;
  } catch {
    return undefined;
  }
}
