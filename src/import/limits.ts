/** What an import may weigh; counted on the bytes that really come out, never on what a header claims. */
import { ImportError } from './fault';

const MB = 1024 * 1024;

export const limits = {
  /** A download or an archive as it arrives. */
  packed: 20 * MB,
  unpacked: 100 * MB,
  files: 5_000,
  fileBytes: 2 * MB,
  /** Unpacked over packed, once that is more than `ratioFrom` bytes. */
  ratio: 100,
  ratioFrom: 5 * MB,
  /** Requests under way at once. */
  inFlight: 12,
} as const;

export type ImportLimits = { readonly [K in keyof typeof limits]: number };

export const megabytes = (bytes: number): string => `${(bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0)} MB`;

export const tooManyFiles = ({ files }: ImportLimits): ImportError =>
  new ImportError(
    'large',
    `This has more than ${files.toLocaleString('en')} files. Import one folder of it, for example owner/repo/tree/main/packages/name.`,
  );

export const tooLarge = (what: string, limit: number): ImportError =>
  new ImportError(
    'large',
    `${what} is larger than ${megabytes(limit)}. Import one folder of it, or a zip of the part that matters.`,
  );
