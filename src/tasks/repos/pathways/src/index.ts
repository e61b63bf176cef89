export { Router } from './router.ts';
export { runGuards } from './guards.ts';
export { joinPaths, relativePath } from './path.ts';
export type { Guard, Outcome, Verdict } from './guards.ts';
export type { Match, Params } from './types.ts';
