/** Test frameworks the runtime can run, by the name of their command. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { hearTap } from './tap';
import { hearTape } from './tape';
import { hearUvu } from './uvu';

export const runners: Record<string, () => Promise<Runner>> = {
  mocha: async () => (await import('./mocha')).mocha,
  jest: async () => (await import('./jest')).jest,
  vitest: async () => (await import('./vitest')).vitest,
  tape: async () => (await import('./tape')).tape,
  tap: async () => (await import('./tap')).tap,
  uvu: async () => (await import('./uvu')).uvu,
  ava: async () => (await import('./ava')).ava,
  'flat-tap': async () => (await import('./flattap')).flatTap,
};

/** Libraries that also run by `node file.js`: called once when one has loaded; `done` when it has reached its own end. */
export const listeners: Record<string, (host: RunnerHost, exports: Guest, done: () => void) => void> = {
  uvu: hearUvu,
  tape: hearTape,
  tap: hearTap,
};
