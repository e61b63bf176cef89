/** What zip and tar readers share: raw entries under limits that count produced bytes. */
import { concat } from '../lib/bytes';
import { ImportError } from './fault';
import { isNever, packagesIn } from './ignore';
import { limits as standard, tooLarge, tooManyFiles, type ImportLimits } from './limits';

export interface Unpacked {
  entries: { path: string; data: Uint8Array }[];
  /** Entries that stay out: path and reason. */
  left: { path: string; reason: string }[];
  /** Version control made it, so all of it is version control's, whatever .gitignore says. */
  tracked?: boolean;
}

/** Counts the files that an archive may bring; what never comes in counts for nothing, and is named where it is packages. */
export class Turnstile {
  private files = 0;
  private readonly packages = new Set<string>();
  constructor(private readonly out: Unpacked) {}

  /** False for what stays out. @throws ImportError large */
  admits(path: string): boolean {
    const packages = packagesIn(path);
    if (packages !== null && !this.packages.has(packages)) {
      this.packages.add(packages);
      this.out.left.push({ path: packages, reason: 'installed packages' });
    }
    if (isNever(path)) return false;
    // seen from inside the one folder that most archives hold, whatever that folder is called
    if (!isNever(path.slice(path.indexOf('/') + 1)) && ++this.files > standard.files) throw tooManyFiles(standard);
    return true;
  }
}

/** Entries an archive may name at all, skipped ones included. */
export const MOST_ENTRIES = 50_000;

/** Counts what comes out of one archive. */
export class ArchiveMeter {
  produced = 0;
  constructor(
    private readonly packed: number,
    private readonly limits: ImportLimits = standard,
  ) {}

  /** @throws ImportError large or archive */
  count(bytes: number): void {
    this.produced += bytes;
    if (this.produced > this.limits.ratioFrom && this.produced > this.packed * this.limits.ratio)
      throw new ImportError(
        'archive',
        `This archive unpacks to more than ${this.limits.ratio} times its size, as archive bombs do. Drop a plain zip of the repository.`,
      );
    if (this.produced > this.limits.unpacked) throw tooLarge('The unpacked archive', this.limits.unpacked);
  }
}

/** One file's bytes as they come; past the limit of a file they are counted and dropped. */
export class Sink {
  private chunks: Uint8Array[] = [];
  private size = 0;
  constructor(
    private readonly meter: ArchiveMeter,
    private readonly limits: ImportLimits = standard,
  ) {}

  get over(): boolean {
    return this.size > this.limits.fileBytes;
  }

  write(chunk: Uint8Array): void {
    this.meter.count(chunk.length);
    this.size += chunk.length;
    if (this.over) this.chunks = [];
    else this.chunks.push(chunk.slice());
  }

  whole(): Uint8Array {
    if (this.chunks.length === 1) return this.chunks[0]!;
    return concat(this.chunks);
  }
}
