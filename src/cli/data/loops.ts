/** Episodes of the free loop as it should go, played for real on train tasks; what a language model is fine-tuned on. */
import { inForm } from '../../agent/form';
import { defaultPrompts } from '../../agent/prompt';
import { runEpisode } from '../../agent/episode';
import { workspace } from '../../facts/task';
import { testCommand } from '../../facts/command';
import { applyPatch } from '../../lib/diff';
import { hash } from '../../lib/ids';
import { drain } from '../../lib/stream';
import { onlyTrain } from '../../train/collect';
import { demonstrator, DEMONSTRATIONS, repairPlace, type Demonstration } from '../../train/demonstrator';
import { chat } from '../../train/export/chat';
import type { Arena } from '../../train/rollout';
import type { Task, Trajectory } from '../../types';
import { contaminatedLines } from './fills';

export interface LoopCaps {
  /** All messages of an episode together. */
  characters: number;
}

/** How often each kind is shown, of ten. */
const SHARES: Record<Demonstration, number> = { asks: 4, alone: 2, retries: 1, again: 2, misses: 1 };
const TURNS = DEMONSTRATIONS.flatMap((kind) => Array<Demonstration>(SHARES[kind]).fill(kind));

/** Why a task is no example; '' when it is one. */
export function unfit(task: Task, measured: Set<string>): '' | 'several places' | 'contaminated' {
  const place = repairPlace(task.files, fixedFiles(task));
  if (!place) return 'several places';
  const lines = (task.files[place.path] ?? '').split('\n');
  const behind = place.from - 1 + place.find.split('\n').length;
  const right = place.replace.split('\n');
  return contaminatedLines(lines.slice(0, place.from - 1), right, lines.slice(behind), measured) ? 'contaminated' : '';
}

/** One episode with its verdict, of a train task; null when it is longer than `caps` or was not resolved. */
export async function loopOf(
  task: Task,
  nth: number,
  arena: Arena,
  { dialect, seed, caps }: { dialect: string; seed: number; caps: LoopCaps },
): Promise<Trajectory | null> {
  onlyTrain(task);
  const kind = TURNS[(nth + hash(task.id, seed)) % TURNS.length]!;
  const config = inForm({ ...arena.config, seed, dialect: { id: dialect } }, undefined, defaultPrompts.protege);
  const command = testCommand(task.run);
  const protege = demonstrator(task.files, fixedFiles(task), { kind, command, seed: hash(task.id, kind, seed) });
  const expert = kind === 'alone' ? null : (arena.expert?.(task) ?? null);
  const played = await drain(runEpisode(task, { protege, expert, gate: arena.gate, sandbox: arena.sandbox }, config));
  const report = await arena.verdict(task, workspace(task, played.steps));
  const trajectory = { ...played, report };
  const read = chat(trajectory, 'text').reduce((sum, { message }) => sum + message.content.length, 0);
  return report.resolved && read <= caps.characters ? trajectory : null;
}

const fixedFiles = (task: Task) => applyPatch(task.files, task.goldPatch ?? '');
