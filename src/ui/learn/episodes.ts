/** The recordings of the lessons (public/lessons), each fetched once. */
import { isShared, unshare } from '../../lib/shared';
import { parseRecording, type Recording } from '../recording';
import { lessonName } from './ids';

const opened = new Map<string, Promise<Recording>>();

/** By its name or its id. @throws one clear sentence. */
export function openEpisode(name: string): Promise<Recording> {
  const plain = lessonName(name);
  let found = opened.get(plain);
  if (!found) {
    found = read(plain);
    opened.set(plain, found);
    found.catch(() => opened.delete(plain)); // the next try may have a network
  }
  return found;
}

async function read(name: string): Promise<Recording> {
  const missing =
    'A recorded episode of this lesson did not load. Check that the site is still served, then try again.';
  if (!/^[\w.-]+$/.test(name)) throw new Error(missing);
  const response = await fetch(new URL(`lessons/${name}.json`, document.baseURI)).catch(() => null);
  if (!response?.ok) throw new Error(missing);
  const value: unknown = await response.json();
  return parseRecording(isShared(value) ? unshare(value) : value);
}
