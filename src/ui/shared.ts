/** What the id of an episode that is in its own link begins with. */
export const SHARED = '~';
export const isShared = (id: string): boolean => id.startsWith(SHARED);
