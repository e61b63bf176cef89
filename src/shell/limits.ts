/** What one command may use, and the environment it starts with. */

/** How long just-bash gets to notice an abort by itself, ms. */
export const GRACE_MS = 60;

/** For just-bash; the exec workers have their own. */
export const limits = (timeoutMs: number) => ({
  maxExecutionTimeMs: Math.ceil(timeoutMs) + GRACE_MS, // it takes whole milliseconds only
  maxOutputSize: 24 * 1024 * 1024,
  maxLiveBytes: 192 * 1024 * 1024,
  maxInputBytes: 192 * 1024 * 1024,
  maxStringLength: 24 * 1024 * 1024,
  maxHeredocSize: 8 * 1024 * 1024,
  maxSourceBytes: 4 * 1024 * 1024,
  maxCommandCount: 100_000,
  maxLoopIterations: 200_000,
  maxExecDepth: 24,
  maxCallDepth: 100,
});

export const defaults: Record<string, string> = {
  CI: '1',
  NO_COLOR: '1',
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  HOME: '/home/user',
  USER: 'user',
  SHELL: '/bin/bash',
  PATH: '/usr/bin:/bin',
};
