/**
 * How long a test waits before it says that something will not come: the one limit of all projects, far beyond what a busy
 * machine makes of any of them. A test has no deadline of its own.
 */
export const PATIENCE = {
  /** ms; one fact: an element, a poll, an answer of another process. */
  fact: 300_000,
  /** ms; a test or hook as a whole. */
  test: 1_800_000,
};
