/** An imported repository and where exactly it came from. */
import { hash } from '../lib/ids';
import type { Files } from '../types';

export type Origin =
  | {
      kind: 'github';
      owner: string;
      repo: string;
      /** The commit it is pinned to; undefined when the host would not say. */
      commit?: string;
      /** The branch or tag asked for. */
      ref?: string;
      /** The folder of the repository that was imported; patches are made for its root. */
      folder?: string;
      pull?: number;
      issue?: number;
    }
  | { kind: 'npm'; name: string; version: string }
  | { kind: 'archive'; file: string; folder?: string }
  | { kind: 'folder'; name: string };

export interface Imported {
  /** Short name for titles and file names. */
  name: string;
  origin: Origin;
  files: Files;
  bytes: number;
  /** Tells two archives or folders of one name apart: a digest of what makes them the same one. */
  mark?: string;
  /** What stayed out or came changed, one sentence each. */
  notes: string[];
  /** Title and text of the issue or pull request that was pasted. */
  problem?: string;
}

/** `acme/clock at 1a2b3c4`, for people. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'github': {
      const at = origin.commit
        ? ` at ${origin.commit.slice(0, 7)}`
        : origin.ref
          ? ` at ${origin.ref}, not pinned`
          : ', not pinned';
      return `${origin.owner}/${origin.repo}${origin.folder ? `/${origin.folder}` : ''}${at}`;
    }
    case 'npm':
      return `${origin.name}@${origin.version} from npm`;
    case 'archive':
      return origin.file;
    case 'folder':
      return `the folder ${origin.name}`;
  }
}

/** Same files, same mark. */
export function markOf(files: Files): string {
  const parts = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, content]) => [
      path,
      typeof content === 'string' ? content : [...content.subarray(0, 4096), content.length].join(),
    ]);
  return hash(...parts).toString(36);
}
