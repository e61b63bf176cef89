/** Real episodes that the site ships: what they are, and one of them opened. */
import list from 'virtual:demos';
import type { Exit } from '../types';
import type { Recording } from './recording';

export interface Demo {
  /** In public/demo. */
  file: string;
  title: string;
  model: string;
  /** '' where the model's name does not say. */
  quantization: string;
  expert: string | null;
  guided: boolean;
  steps: number;
  asks: number;
  exit: Exit | null;
  resolved: boolean | null;
  /** What it ran on, as the person who recorded it says; '' = not said. */
  machine: string;
  /** One sentence on what there is to see. */
  note: string;
  /** The landing page plays it. */
  landing?: true;
}

export const demos: readonly Demo[] = list;
/** What the landing page plays: a real model's episode where one is marked. */
export const landing = (): Demo | null => demos.find((demo) => demo.landing) ?? null;

const PREFIX = 'demo:';
export const demoId = ({ file }: Demo): string => PREFIX + file.replace(/\.json$/, '');
export const demoBy = (id: string): Demo | undefined => demos.find((demo) => demoId(demo) === id);
export const isDemo = (id: string): boolean => id.startsWith(PREFIX);

/** Model, its weights and where it ran, as far as they are known. */
export const madeBy = ({ model, quantization, expert, machine }: Demo): string =>
  [
    `${model}${quantization ? ` (${quantization})` : ''}${expert ? ` with ${expert}` : ''}`,
    machine || 'machine not named',
  ].join(', ');

/** @throws one clear sentence. */
export async function openDemo({ file }: Demo): Promise<Recording> {
  const [{ parseRecording }, response] = await Promise.all([
    import('./recording'),
    fetch(new URL(`demo/${file}`, document.baseURI)).catch(() => null),
  ]);
  if (!response?.ok) throw new Error('This example did not load. Check that the site is still served, then try again.');
  return parseRecording(await response.json());
}
