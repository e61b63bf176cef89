/** The process that runs now: one, or the nested one of a synchronous child or a test file. */
import type { Instance } from './instance';
import type { Realm } from './realm';

export const active: {
  instance: Instance | undefined;
  /** Verdict mode: the closed globals. */
  realm: Realm | undefined;
} = { instance: undefined, realm: undefined };
