/** The chosen team and limits, kept in this browser. Plain JSON, never a key. */
import { preference, readJson } from '../storage/preferences';
import type { Choice, Config, Prompts } from '../types';

export interface Settings {
  task: string | null;
  protege: string;
  expert: string;
  gate: string;
  /** 'auto': what the protégé's entry says. */
  scaffold: string;
  /** Of a language model in the free loop, how it writes its actions and how an engine here holds it to that; 'auto': as usual. */
  dialect: string;
  grammar: string;
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
  dialect: 'auto',
  grammar: 'auto',
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

const KEPT = preference('protege-settings');

function known(saved: unknown): Settings {
  const fitting = Object.entries((saved as Partial<Settings>) ?? {}).filter(
    ([key, value]) => key in defaults && (typeof value === typeof defaults[key as keyof Settings] || key === 'task'),
  );
  return { ...defaults, ...Object.fromEntries(fitting) };
}

class SettingsStore {
  current = $state<Settings>(readJson(KEPT, known, () => ({ ...defaults })));

  save(): void {
    KEPT.keep(JSON.stringify(this.current));
  }

  /** The chosen protégé with what is set of it. */
  get protege(): Choice {
    const { protege: id, options } = this.current;
    return options[id] ? { id, options: options[id] } : { id };
  }

  reset(): void {
    this.current = { ...defaults, task: this.current.task };
    this.save();
  }
}

export const settings = new SettingsStore();
