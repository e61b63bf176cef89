/** Episodes for the tests of training: played by the real loop with scripted models in the in-memory sandbox. */
import { runEpisode } from '../../src/agent/episode';
import { diffFiles } from '../../src/lib/diff';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { TOKENS } from '../../src/models/trained/vocab';
import { defaultConfig } from '../../src/run';
import type { Config, Gate, Report, Trajectory } from '../../src/types';
import { clampProgram, memorySandbox, task } from '../agent/memory';

export const GOLD = `--- a/src/clamp.js
+++ b/src/clamp.js
@@ -1,5 +1,5 @@
 export function clamp(n, lo, hi) {
   if (n < lo) return lo;
-  if (n < hi) return hi;
+  if (n > hi) return hi;
   return n;
 }
`;

/** The in-memory task with what mends it; a net that is small enough to train; 30 steps; every patch is said to be right. */
const fixed = { ...task.files, 'src/clamp.js': task.files['src/clamp.js']!.replace('n < hi', 'n > hi') };
export const clamp = { ...task, goldPatch: diffFiles(task.files, fixed) };
export const shape = { vocab: TOKENS.length, width: 16, layers: 1, heads: 2, hidden: 16, context: 512 };
export const config = defaultConfig({ limits: { ...defaultConfig().limits, steps: 30 } });
export const praise = async (): Promise<Report> => ({
  resolved: true,
  failToPass: {},
  passToPass: {},
  reasons: [],
  tampered: [],
  ms: 0,
});

export const act = {
  test: '{"action":"run","command":"npm test"}',
  view: '{"action":"view","path":"src/clamp.js"}',
  fix: '{"action":"edit","path":"src/clamp.js","find":"n < hi","replace":"n > hi"}',
  miss: '{"action":"edit","path":"src/clamp.js","find":"n === hi","replace":"n > hi"}',
  worse: '{"action":"edit","path":"src/clamp.js","find":"n < lo","replace":"n <= lo"}',
  submit: '{"action":"submit"}',
  run: (command: string) => JSON.stringify({ action: 'run', command }),
  ask: (question: string) => JSON.stringify({ action: 'ask', question }),
};

const own: Gate = (_, { action }) => ({ score: action?.kind === 'ask' ? 1 : 0, reason: 'It asked.' });

export const ADVICE =
  'Look at src/clamp.js, in clamp, around line 3. A comparison is turned round. Run the tests again.';

/** Plays the replies; `resolved` undefined = no verdict. */
export async function play(
  replies: string[],
  { advice = [ADVICE], gate = own, resolved, ...over }: Play = {},
): Promise<Trajectory> {
  const config = defaultConfig({ protege: { id: 'scripted' }, expert: { id: 'scripted' }, ...over });
  const team = {
    protege: scripted({ replies }),
    expert: config.expert ? scripted({ replies: advice }) : null,
    gate,
    sandbox: memorySandbox(clampProgram),
  };
  const trajectory = await drain(runEpisode(task, team, config, { id: `episode-${replies.length}` }));
  return resolved === undefined ? trajectory : { ...trajectory, report: verdict(resolved) };
}

interface Play extends Partial<Omit<Config, 'gate'>> {
  advice?: string[];
  /** When the expert is called; default: when the protégé asks. */
  gate?: Gate;
  resolved?: boolean;
}

export const verdict = (resolved: boolean): Report => ({
  resolved,
  failToPass: { 'clamp upper': resolved },
  passToPass: { 'clamp lower': true },
  reasons: resolved ? [] : ['"clamp upper" fails.'],
  tampered: [],
  ms: 1,
});
