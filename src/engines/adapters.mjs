// LoRA adapters that this site ships; the page, the command line and the scripts read it here.
export const ADAPTERS = {
  fill: {
    file: 'models/fill/adapter.gguf',
    base: 'qwen2.5-coder-0.5b-instruct-q4_k_m',
    downloadMB: 9,
    label: 'with our adapter',
  },
  loop: {
    file: 'models/loop/adapter.gguf',
    base: 'qwen2.5-coder-0.5b-instruct-q4_k_m',
    downloadMB: 9,
    label: 'that asks',
    plays: { scaffold: 'free', dialect: 'tuned' },
  },
};

/** How a model was tuned to play: by the adapter that the terminal's options name, or that the page's id ends with. */
export function adapterPlays({ adapter, model } = {}) {
  const name = adapter ?? (typeof model === 'string' ? /\+([\w-]+)$/.exec(model)?.[1] : undefined);
  return Object.hasOwn(ADAPTERS, name ?? '') ? (ADAPTERS[name].plays ?? {}) : {};
}

export const adaptedId = (base, adapter) => `${base}+${adapter}`;

export const baseId = (id) => id.replace(/\+[\w-]+$/, '');
