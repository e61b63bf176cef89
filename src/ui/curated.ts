/** Eight tasks to begin with. What is said of each was played with the default protégé, alone and with the oracle (40 steps). */
export interface Curated {
  id: string;
  /** One sentence. */
  title: string;
  what: 'good first' | 'needs the expert' | 'sooner with the expert' | 'too hard for it';
}

export const curated: readonly Curated[] = [
  { id: 'heap-queue-00gb8rw', title: 'Taking one item out of a queue goes wrong', what: 'good first' },
  { id: 'signal-store-1y4n169', title: 'A watcher does not start when it should', what: 'good first' },
  { id: 'spans-1q0bhoj', title: 'The first gap that is just long enough is missed', what: 'needs the expert' },
  { id: 'globber-0yyy5sd', title: 'A star in a path does not stay within its folder', what: 'needs the expert' },
  { id: 'heap-queue-0wu21ej', title: 'A heap built from a list is not in order', what: 'needs the expert' },
  { id: 'numerals-0jsohwz', title: 'Byte sizes are written wrongly', what: 'sooner with the expert' },
  { id: 'log-lens-0bild5p', title: 'Log levels are compared in the wrong order', what: 'good first' },
  { id: 'signal-store-1ynnvub', title: 'A value that depends on itself is not noticed', what: 'too hard for it' },
];
