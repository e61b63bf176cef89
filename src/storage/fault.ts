/** The one fault type of a browser's storage. */
export type StoreFault =
  | 'unavailable' // the browser gives this page no storage
  | 'quota' // no room left
  | 'blocked' // another tab holds an older version open
  | 'newer' // the data were written by a newer version of the page
  | 'busy' // another tab is writing this run
  | 'damaged'; // a record does not read

const ADVICE: Record<StoreFault, string> = {
  unavailable:
    'This browser gives the page no storage (a private window?). Episodes are kept until the page is closed: export what you need.',
  quota: 'The browser has no room left for episodes. Delete or export some in the Library; the run goes on meanwhile.',
  blocked: 'Another tab with an older version of this page is open. Close it, then reload.',
  newer: 'Your episodes were written by a newer version of this page. Reload to get it.',
  busy: 'This run is open in another tab. Go on there, or close that tab first.',
  damaged: 'This episode is damaged and cannot be opened.',
};

export class StoreError extends Error {
  override name = 'StoreError';
  /** @param advice what to do, where it is not an episode that is kept */
  constructor(
    readonly kind: StoreFault,
    cause?: unknown,
    advice: string = ADVICE[kind],
  ) {
    super(advice, { cause });
  }
}

/** What a browser throws -> a StoreError where it is a state of the storage. */
export function typed(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  switch ((error as Error)?.name) {
    case 'QuotaExceededError':
      return new StoreError('quota', error);
    case 'VersionError':
      return new StoreError('newer', error);
    case 'SecurityError':
    case 'UnknownError':
    case 'InvalidStateError':
      return new StoreError('unavailable', error);
    default:
      return error; // a bug of ours, not a state of the browser
  }
}

/** @throws StoreError where the storage is at fault */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw typed(error);
  }
}
