/** A mark in this browser while a model loads: it survives a tab that is killed, and explains it at the next start. */
import { preference, readJson } from '../storage/preferences';

interface LoadMark {
  id: string;
  at: string;
}

const KEPT = preference('protege-loading');

/** The model whose load never came to its end, and when it began; null otherwise. */
export const interruptedLoad = (): LoadMark | null =>
  readJson<LoadMark | null>(
    KEPT,
    (mark) => mark as LoadMark,
    () => null,
  );

export const mark = (id: string): void => void KEPT.keep(JSON.stringify({ id, at: new Date().toISOString() }));

export const unmark = (): void => void KEPT.keep(null);
