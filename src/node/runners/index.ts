/** Test frameworks the runtime can run, by the name of their command. */
import type { Runner } from '../runner';

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
