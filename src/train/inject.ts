/**
 * The paper's negative result as data (§3): expert calls put into finished trajectories. The teacher repairs without
 * asking; at a random place of the repair a question and a real answer of the expert are put in, and everything after
 * it stays as it was. What is learned of them differs from the organic data in nothing but how the call came about.
 */
import { expertMessages, guidance } from '../agent/prompt';
import { rng } from '../lib/ids';
import { drain } from '../lib/stream';
import { question } from '../models/search';
import { readTranscript } from '../repair/transcript';
import type { Generation, Model, Step, Trajectory } from '../types';
import { messagesOf } from './examples';

/** One call more, at a random place between the first edit and the end; unchanged when nothing was edited. */
export async function inject(trajectory: Trajectory, expert: Model, seed: number): Promise<Trajectory> {
  const { steps } = trajectory;
  const first = steps.findIndex((step) => step.generations[0]?.action?.kind === 'edit');
  if (first < 0) return trajectory;
  const at = first + Math.floor(rng(seed)() * (steps.length - first));
  const call = await ask({ ...trajectory, steps: steps.slice(0, at) }, expert);
  return { ...trajectory, steps: [...steps.slice(0, at), call, ...steps.slice(at)] };
}

/** The step of a question at the end of what was done so far, and its answer. */
async function ask(before: Trajectory, expert: Model): Promise<Step> {
  const t = readTranscript(messagesOf(before));
  const tried = new Set(t.edits.map(({ path, after }) => `${path}\n${after}`)).size;
  const said = question(t, t.runs[0] ?? { passed: 0, failed: 0, failing: [], cut: false, ok: false }, tried);
  const text = `I am stuck and ask.\n${JSON.stringify({ action: 'ask', question: said })}`;
  const proposal: Generation = {
    by: 'protege',
    action: { kind: 'ask', question: said },
    text,
    tokensIn: 0,
    tokensOut: 0,
    cost: 0,
    ms: 0,
  };
  const state = { task: before.public, config: before.config, steps: before.steps };
  const answer = await drain(expert.generate(expertMessages(state, [proposal], said)));
  return {
    generations: [proposal, { ...answer, by: 'expert', action: null }],
    reading: { score: 1, reason: 'Put in afterwards.', question: said },
    observation: { text: guidance(answer.text), ms: 0 },
    changes: {},
  };
}
