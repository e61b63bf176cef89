/** A folder of the container kept in step with the page's files while a person runs programs in it by hand. */
import type { WebContainerProcess } from '@webcontainer/api';
import { container } from './container';
import { changedIn, putIn, toTree } from './folder';
import type { Changes, Files } from '../types';

/** Of a terminal, in characters. */
export interface Size {
  cols: number;
  rows: number;
}

export interface ContainerFolder {
  /** The page's changes -> the container; they are not told back. */
  put(changes: Changes): Promise<void>;
  /** Starts a program in the folder with a terminal of this size. */
  start(argv: readonly string[], size: Size): Promise<WebContainerProcess>;
  /** Looks once more; resolves when everything so far was told. */
  settled(): Promise<void>;
  /** Ends the watching and deletes the folder. Programs are the caller's to end. */
  close(): Promise<void>;
}

/** How long after a program touched a file the folder is looked at: a burst of writes is one look. */
const SOON_MS = 200;
const OUTSIDE = /(^|\/)(node_modules|\.git)(\/|$)/;
let folders = 0;

/** `listener` hears what programs changed, without installed packages. @throws ContainerError */
export async function openContainerFolder(
  files: Files,
  listener: (changes: Changes) => void,
): Promise<ContainerFolder> {
  const wc = await container();
  const dir = `bench${++folders}`;
  await wc.fs.mkdir(dir, { recursive: true });
  await wc.mount(toTree(files), { mountPoint: dir });
  const known = new Map(Object.entries(files));
  // One thing at a time: a look that began before a write of ours would take that write for a change.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
  const look = async () => {
    const changes = await changedIn(wc, dir, known);
    if (Object.keys(changes).length > 0) listener(changes);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watcher = wc.fs.watch(dir, { recursive: true }, (_, name) => {
    if (OUTSIDE.test(typeof name === 'string' ? name : new TextDecoder().decode(name))) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      inTurn(look).catch(() => {}); // the container is gone, and says so elsewhere
    }, SOON_MS);
  });
  return {
    put: (changes) =>
      inTurn(async () => {
        for (const [path, content] of Object.entries(changes)) {
          if (content === null) known.delete(path);
          else known.set(path, content);
        }
        await putIn(wc, dir, changes);
      }),
    start: ([program = 'jsh', ...args], size) => wc.spawn(program, args, { cwd: dir, terminal: size }),
    settled: () => inTurn(look),
    async close() {
      clearTimeout(timer);
      watcher.close();
      await inTurn(() => wc.fs.rm(dir, { force: true, recursive: true }));
    },
  };
}
