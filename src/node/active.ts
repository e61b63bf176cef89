/** The process that runs now: one, or the nested one of a synchronous child or a test file. */
import type { Instance } from './instance';

export const active: { instance: Instance | undefined } = { instance: undefined };
