/** Episodes as files: .traj.json, .patch, zip. Loaded lazily. */
import { strToU8, zipSync } from 'fflate';
import { toAtif } from '../trajectory/atif';
import { toMini } from '../trajectory/exporters';
import type { Files, Trajectory } from '../types';
import { findKeys } from './expert/vault';
import { plural } from './format';
import { complain, toasts } from './toasts.svelte';
import { filesAfter } from '../facts/task';

export type ExportKind = 'traj' | 'atif' | 'patch' | 'zip';

const safe = (name: string): string => name.replace(/[^\w.-]+/g, '-').slice(0, 80) || 'episode';

/** mini-swe-agent 1.1 with our extras, and the files it started from, so that it opens anywhere. */
const asJson = (trajectory: Trajectory, base: Files): string =>
  `${JSON.stringify({ ...toMini(trajectory), files: base }, null, 1)}\n`;

export function takeOut(trajectory: Trajectory, base: Files, kind: ExportKind): File {
  const name = safe(`${trajectory.task}-${trajectory.id}`);
  const patch = trajectory.patch ?? '';
  if (kind === 'traj') return new File([asJson(trajectory, base)], `${name}.traj.json`, { type: 'application/json' });
  if (kind === 'atif')
    return new File([`${JSON.stringify(toAtif(trajectory), null, 1)}\n`], `${name}.atif.json`, {
      type: 'application/json',
    });
  if (kind === 'patch') {
    if (!patch) throw new Error('This episode changed no source file, so there is no patch to save.');
    return new File([patch], `${name}.patch`, { type: 'text/x-patch' });
  }
  const after = filesAfter(base, trajectory.steps);
  const entries = Object.entries(after).map(([path, content]) => [
    `files/${path}`,
    typeof content === 'string' ? strToU8(content) : content,
  ]);
  const zip = zipSync({
    'episode.traj.json': strToU8(asJson(trajectory, base)),
    'changes.patch': strToU8(patch),
    ...(Object.fromEntries(entries) as Record<string, Uint8Array>),
  });
  return new File([new Uint8Array(zip)], `${name}.zip`, { type: 'application/zip' });
}

/**
 * Hands a file to the browser's downloads, unless one of the vault's keys is in it; that is said on screen. What only
 * looks like a key is the person's to decide.
 */
export async function saveFile(file: File): Promise<void> {
  const { keys, shapes } = await findKeys(new Uint8Array(await file.arrayBuffer()));
  if (keys > 0)
    return complain(
      new Error(
        `${file.name} was not saved: it holds your key in ${plural(keys, 'place')}. Take it out of the task or the episode first.`,
      ),
    );
  if (shapes === 0) return save(file);
  toasts.add(`${file.name} holds ${plural(shapes, 'text')} that ${shapes === 1 ? 'looks' : 'look'} like a key.`, {
    tone: 'fail',
    action: { label: 'Save it anyway', run: () => save(file) },
  });
}

function save(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 30_000);
}
