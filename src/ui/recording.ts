/** A recorded episode as the site or a file holds it: .traj.json, and the files it started from when it carries them. */
import { escalated } from '../facts/step';
import { readTrajectory } from '../trajectory/importers';
import type { Files, Step, Trajectory } from '../types';
import { isObject } from '../lib/json';

export interface Recording {
  trajectory: Trajectory;
  /** The workspace before the first step; empty when the file does not carry it. */
  base: Files;
}

/** @throws one sentence when the value is no trajectory. */
export function parseRecording(value: unknown): Recording {
  const files = (value as { files?: unknown } | null)?.files;
  const episode = isObject(value) ? without(value) : value;
  const texts = typeof files === 'object' && files !== null ? Object.entries(files) : [];
  return {
    trajectory: readTrajectory(episode),
    base: Object.fromEntries(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

/** The tiny protégé's own recording, which the landing page plays. @throws when it does not load */
export async function openTiny(): Promise<Recording> {
  const response = await fetch(new URL('trajectories/demo.traj.json', document.baseURI));
  if (!response.ok) throw new Error(String(response.status));
  return parseRecording(await response.json());
}

/** What stands beside an episode in its file is no part of its record. */
function without(value: Record<string, unknown>): Record<string, unknown> {
  const { files: _files, demo: _demo, ...episode } = value;
  return episode;
}

/** Steps that lead up to the ask, so that it can be understood. */
const BEFORE = 4;

/** Where a recording is worth watching from: shortly before the expert is first asked; `still` = steps done once it was. */
export function dramaOf(steps: readonly Step[]): { from: number; still: number } {
  const ask = steps.findIndex(escalated);
  if (ask < 0) return { from: 0, still: steps.length };
  return { from: Math.max(0, ask - BEFORE), still: ask + 1 };
}
