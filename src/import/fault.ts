/** What can go wrong while a repository comes in: a kind for the page, one sentence with what to do next for the person. */
export type ImportFaultKind =
  | 'address' // not an address we understand
  | 'missing' // private, gone or never there
  | 'rate' // a host's limit is used up; `until` says when it opens again
  | 'network' // no connection, or a host that answers with errors
  | 'large' // over one of the limits
  | 'empty'
  | 'archive' // damaged, encrypted or no archive at all
  | 'integrity' // what came is not what the listing says
  | 'install'; // a package that the embedded sandbox can't have

export class ImportError extends Error {
  override name = 'ImportError';
  constructor(
    readonly kind: ImportFaultKind,
    message: string,
    readonly until?: Date,
  ) {
    super(message);
  }
}

/** 12:05 in the person's own time. */
export const clock = (at: Date): string => at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
