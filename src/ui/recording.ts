/** A recorded episode as the site or a file holds it: .traj.json, and the files it started from when it carries them. */
import { readTrajectory } from '../trajectory/importers';
import type { Files, Trajectory } from '../types';

export interface Recording {
  trajectory: Trajectory;
  /** The workspace before the first step; empty when the file does not carry it. */
  base: Files;
}

/** @throws one sentence when the value is no trajectory. */
export function parseRecording(value: unknown): Recording {
  const files = (value as { files?: unknown } | null)?.files;
  const texts = typeof files === 'object' && files !== null ? Object.entries(files) : [];
  return {
    trajectory: readTrajectory(value),
    base: Object.fromEntries(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}
