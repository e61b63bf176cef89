/** The chosen team and limits, kept in localStorage. Plain JSON, never a key. */
import type { Config, Prompts } from '../types';

export interface Settings {
  task: string | null;
  protege: string;
  expert: string;
  gate: string;
  /** 'auto': what the protégé's entry says. */
  scaffold: string;
  sandbox: string;
  /** Options by registry id: gate p / n, endpoint url / model. */
  options: Record<string, Record<string, string | number>>;
  threshold: number;
  mode: Config['mode'];
  /** The expert judges its own calls after the end. */
  judge: boolean;
  seed: number;
  steps: number;
  expertCalls: number;
  minutes: number;
  /** What the expert reads of the protégé's messages: the last so many, or all. */
  reads: Config['context']['expert']['unit'];
  readsLast: number;
  /** Changed system prompts; '' = the original. */
  prompts: Prompts;
}

export const defaults: Settings = {
  task: null,
  protege: 'trained',
  expert: 'oracle',
  gate: 'stuck',
  scaffold: 'auto',
  sandbox: 'embedded',
  options: {},
  threshold: 0.5,
  mode: 'advise',
  judge: false,
  seed: 1,
  steps: 75,
  expertCalls: 6,
  minutes: 15,
  reads: 'messages',
  readsLast: 5,
  prompts: { protege: '', expert: '' },
};

const KEY = 'protege-settings';

function read(): Settings {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const known = Object.entries((saved as Partial<Settings>) ?? {}).filter(
      ([key, value]) => key in defaults && (typeof value === typeof defaults[key as keyof Settings] || key === 'task'),
    );
    return { ...defaults, ...Object.fromEntries(known) };
  } catch {
    return { ...defaults };
  }
}

class SettingsStore {
  current = $state<Settings>(read());

  save(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify(this.current));
    } catch {
      // Storage may be off; the choices then last until the tab closes.
    }
  }

  reset(): void {
    this.current = { ...defaults, task: this.current.task };
    this.save();
  }
}

export const settings = new SettingsStore();
