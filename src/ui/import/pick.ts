/** Folders that the person picks or drops, and writing back into a picked one. Loaded lazily. */
import { directoryOpen, supported, type FileWithDirectoryAndFileHandle } from 'browser-fs-access';
import { isNever } from '../../import/ignore';
import type { FolderEntry } from '../../import/folder';
import type { Changes } from '../../types';

export interface Picked {
  name: string;
  entries: FolderEntry[];
  /** Present when the browser lets the page write there, after it asked the person. */
  root?: FileSystemDirectoryHandle;
}

const entry = (path: string, file: File): FolderEntry => ({
  path,
  size: file.size,
  bytes: async () => new Uint8Array(await file.arrayBuffer()),
});

/** The browser's folder dialog; undefined when it was closed. */
export async function pickFolder(): Promise<Picked | undefined> {
  try {
    const files = (await directoryOpen({
      recursive: true,
      mode: 'read',
      skipDirectory: (dir: { name: string }) => isNever(`${dir.name}/x`),
    })) as FileWithDirectoryAndFileHandle[];
    return fromFiles(files);
  } catch (error) {
    if ((error as Error).name === 'AbortError') return undefined;
    throw error;
  }
}

/** What a folder dialog or `<input webkitdirectory>` gives. */
function fromFiles(files: readonly FileWithDirectoryAndFileHandle[]): Picked {
  const name = files[0]?.webkitRelativePath.split('/')[0] || 'folder';
  const root = supported
    ? files.find(({ webkitRelativePath }) => webkitRelativePath.split('/').length === 2)?.directoryHandle
    : undefined;
  return {
    name,
    entries: files.map((file) => entry(file.webkitRelativePath.split('/').slice(1).join('/'), file)),
    ...(root ? { root } : {}),
  };
}

/** A dropped folder, read through the entries API that every browser has. */
export async function fromDrop(dropped: FileSystemDirectoryEntry): Promise<Picked> {
  const entries: FolderEntry[] = [];
  const walk = async (dir: FileSystemDirectoryEntry, prefix: string): Promise<void> => {
    const reader = dir.createReader();
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (batch.length === 0) return;
      for (const one of batch) {
        const path = prefix + one.name;
        if (isNever(one.isDirectory ? `${path}/x` : path)) continue;
        if (one.isDirectory) await walk(one as FileSystemDirectoryEntry, `${path}/`);
        else
          entries.push(
            entry(
              path,
              await new Promise<File>((resolve, reject) => (one as FileSystemFileEntry).file(resolve, reject)),
            ),
          );
      }
    }
  };
  await walk(dropped, '');
  return { name: dropped.name, entries };
}

/** Writes the changes into the picked folder. @throws one sentence when the browser or the disk refuses. */
export async function writeBack(root: FileSystemDirectoryHandle, changes: Changes): Promise<number> {
  const granted = await (
    root as unknown as { requestPermission?(o: { mode: string }): Promise<string> }
  ).requestPermission?.({ mode: 'readwrite' });
  if (granted !== undefined && granted !== 'granted')
    throw new Error(
      'The browser was not allowed to write to the folder. Press the button again and allow it, or download the patch.',
    );
  let written = 0;
  for (const [path, content] of Object.entries(changes)) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let dir = root;
    for (const part of parts) dir = await dir.getDirectoryHandle(part, { create: content !== null });
    if (content === null) await dir.removeEntry(name);
    else {
      const stream = await (await dir.getFileHandle(name, { create: true })).createWritable();
      await stream.write(content as FileSystemWriteChunkType);
      await stream.close();
    }
    written++;
  }
  return written;
}
