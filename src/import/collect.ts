/** Gathers the files of one import under the limits: safe paths, no clashes, binary kept, Git LFS pointers named. */
import { oneLine } from '../lib/foreign';
import { decodeText } from '../tasks/load';
import { pathFault } from '../tasks/paths';
import type { Files } from '../types';
import { ImportError } from './fault';
import { isNever, isToolMade, packagesIn } from './ignore';
import { limits as standard, megabytes, tooLarge, tooManyFiles, type ImportLimits } from './limits';

const LFS = 'version https://git-lfs.github.com/spec/v1\n';
const NAMED = 5;

export class FileCollector {
  private readonly files = new Map<string, string | Uint8Array>();
  private readonly lower = new Map<string, string>();
  private readonly folders = new Set<string>();
  private readonly left = new Map<string, Set<string>>();
  private lfs: string[] = [];
  /** Bytes kept so far. */
  bytes = 0;

  constructor(
    private readonly limits: ImportLimits = standard,
    /** Packages are put below node_modules, which no repository brings along. */
    private readonly also: { modules?: boolean } = {},
  ) {}

  get count(): number {
    return this.files.size;
  }

  /** Why this path stays out, or null. Reasons are remembered; files that are never imported are not worth a word. */
  refuses(path: string): string | null {
    const fault = pathFault(path);
    if (fault) return this.leave(path, `the path ${fault.replace(/^which /, '')}`);
    if (!this.also.modules && isToolMade(path)) return this.leave(path, 'made by tools');
    const packages = this.also.modules ? null : packagesIn(path);
    if (packages) return this.leave(packages, 'installed packages');
    if (!this.also.modules && isNever(path)) return 'never imported';
    const twin = this.lower.get(path.toLowerCase());
    if (twin !== undefined)
      return this.leave(path, twin === path ? 'it came twice' : `differs from ${twin} only in upper and lower case`);
    const parts = path.split('/');
    if (this.folders.has(path.toLowerCase())) return this.leave(path, 'a folder has the same name');
    for (let i = 1; i < parts.length; i++)
      if (this.lower.has(parts.slice(0, i).join('/').toLowerCase()))
        return this.leave(path, 'a file has the name of its folder');
    return null;
  }

  /** Remembers a file that stays out, for the notes. */
  leave(path: string, reason: string): string {
    const shown = oneLine(path).slice(0, 80) || '(no name)';
    this.left.set(reason, (this.left.get(reason) ?? new Set()).add(shown));
    return reason;
  }

  /** Takes one whole file. @throws ImportError large, past the limits of the whole import. */
  add(path: string, data: Uint8Array): void {
    if (this.refuses(path) !== null) return;
    if (data.length > this.limits.fileBytes) {
      this.leave(path, `larger than ${megabytes(this.limits.fileBytes)}`);
      return;
    }
    if (this.files.size >= this.limits.files) throw tooManyFiles(this.limits);
    this.bytes += data.length;
    if (this.bytes > this.limits.unpacked) throw tooLarge('The unpacked repository', this.limits.unpacked);
    const content = textual(path, data);
    if (typeof content === 'string' && content.startsWith(LFS)) this.lfs.push(path);
    this.files.set(path, content);
    this.lower.set(path.toLowerCase(), path);
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      this.folders.add(path.slice(0, at).toLowerCase());
  }

  /** @throws ImportError empty */
  finish(what: string): { files: Files; notes: string[]; bytes: number } {
    if (this.files.size === 0)
      throw new ImportError('empty', `${what} holds no files that can be imported. Check the branch and the folder.`);
    const notes = [...this.left].map(([reason, paths]) => `Left out, ${reason}: ${named([...paths])}.`);
    if (this.lfs.length)
      notes.push(`Git LFS keeps the content of ${named(this.lfs)} elsewhere; only the pointer files came.`);
    const binary = [...this.files].filter(([, content]) => typeof content === 'object').map(([path]) => path);
    if (binary.length) notes.push(`Kept but not shown, binary: ${named(binary)}.`);
    return { files: Object.fromEntries(this.files), notes, bytes: this.bytes };
  }
}

const named = (paths: readonly string[]): string =>
  paths.slice(0, NAMED).join(', ') + (paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '');

/** Text where it is text (a byte order mark goes), bytes otherwise. */
function textual(path: string, data: Uint8Array): string | Uint8Array {
  try {
    return decodeText(path, data);
  } catch {
    return data;
  }
}
