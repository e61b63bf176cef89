// LoRA adapters that this site ships; the page, the command line and the scripts read it here.
export const ADAPTERS = {
  fill: { file: 'models/fill/adapter.gguf', base: 'qwen2.5-coder-0.5b-instruct-q4_k_m', downloadMB: 9 },
};

export const adaptedId = (base, adapter) => `${base}+${adapter}`;

export const baseId = (id) => id.replace(/\+[\w-]+$/, '');
