/** The kept episodes as training data: one zip a format. Loaded when asked for. */
import { strToU8, zipSync } from 'fflate';
import mask from '../../train/python/protege_mask.py?raw';
import python from '../../train/python/protege_reward.py?raw';
import { exportEpisodes, type ExportOptions, type FormatId } from '../../train/export/index';
import type { Task, Trajectory } from '../../types';
import { catalog } from '../catalog.svelte';
import { library } from '../library.svelte';

export interface Packed {
  file: File;
  rows: number;
  left: Record<string, number>;
}

/** All finished episodes of this browser. @throws one sentence when nothing can be exported. */
export async function packExport(format: FormatId, options: ExportOptions): Promise<Packed> {
  await library.load();
  const { store, task } = await library.storage();
  const episodes: Trajectory[] = [];
  const tasks = new Map<string, Task>();
  for (const { id } of library.rows) {
    const trajectory = await store.get(id).catch(() => undefined); // a damaged one is the Library's to report
    if (!trajectory) continue;
    episodes.push(trajectory);
    const found = (await task(trajectory.task)) ?? (await catalog.task(trajectory.task).catch(() => undefined));
    if (found) tasks.set(trajectory.task, found);
  }
  const { files, rows, left } = await exportEpisodes(episodes, format, {
    ...options,
    python,
    mask,
    lookup: (id) => tasks.get(id),
  });
  const entries = files.map(({ path, content }): [string, Uint8Array] => [
    path,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  const zip = new Uint8Array(zipSync(Object.fromEntries(entries)));
  return { file: new File([zip], `protege-${format}.zip`, { type: 'application/zip' }), rows, left };
}
