/**
 * Were the installed packages touched? With --process they are linked into every copy of the repository, so a protégé's
 * command can write into them: a verdict that ran on such packages does not count.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Trajectory } from '../types';

/** Path -> size, inode and change time, which a program cannot set back; of everything below each node_modules. */
export type InstalledFiles = Map<string, string>;

/** Where tools keep what they may write at any time. */
const CACHE = /^\.(cache|vite(-temp)?|vitest)$/;
const DEPTH = 4;

export function installed(root: string): InstalledFiles {
  const found: InstalledFiles = new Map();
  const packages = (dir: string): void => {
    for (const entry of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) {
      const name = path.join(dir, entry.name);
      if (path.basename(dir) === 'node_modules' && CACHE.test(entry.name)) continue;
      if (entry.isDirectory()) packages(name);
      else {
        const { size, ino, ctimeMs } = fs.lstatSync(path.join(root, name));
        found.set(name, `${size} ${ino} ${ctimeMs}`);
      }
    }
  };
  const look = (dir: string, depth: number): void => {
    for (const entry of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name === '.git') continue;
      const name = path.join(dir, entry.name);
      if (entry.name === 'node_modules') packages(name);
      else if (depth < DEPTH) look(name, depth + 1);
    }
  };
  look('', 1);
  return found;
}

/** Files that came, went or changed. */
export const touched = (before: InstalledFiles, after: InstalledFiles): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name)).sort();

/** The episode with a verdict that does not count, when a package was touched. */
export function distrusted(trajectory: Trajectory, names: string[]): Trajectory {
  const { report } = trajectory;
  if (!report || names.length === 0) return trajectory;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  const sign = `changed the installed packages (${names[0]}${more})`;
  return {
    ...trajectory,
    report: {
      ...report,
      resolved: false,
      tampered: [...report.tampered, sign],
      reasons: [`Tampering: ${sign}. Install them again with npm ci.`, ...report.reasons],
    },
  };
}
