/** Recorded episodes on disk: .traj.json files, folders of them, result folders of protege bench. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { parseTrajectory } from '../trajectory/importers';
import type { Trajectory } from '../types';

/** @throws BadInput when a place does not exist or holds no episode; a file that cannot be read is named to `note`. */
export function readEpisodes(places: readonly string[], note: (text: string) => void = () => {}): Trajectory[] {
  return places.flatMap((place) => {
    const files = filesOf(place);
    const found = files.flatMap((file) => {
      try {
        return [parseTrajectory(fs.readFileSync(file, 'utf8'))];
      } catch (error) {
        note(`${file} is left out: ${(error as Error).message}`);
        return [];
      }
    });
    if (found.length === 0)
      throw new BadInput(`"${place}" holds no recorded episodes; give a .traj.json file or a folder of protege bench.`);
    return found;
  });
}

function filesOf(place: string): string[] {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat) throw new BadInput(`There is no "${place}"; give a .traj.json file or a folder of protege bench.`);
  if (stat.isFile()) return [place];
  const inside = path.join(place, 'trajectories');
  const dir = fs.existsSync(inside) ? inside : place;
  const names = fs.readdirSync(dir).filter((name) => name.endsWith('.traj.json'));
  return names.sort().map((name) => path.join(dir, name));
}
