/** An episode in a link: its recording, compressed, in the part of the address that is sent to no server. Loaded lazily. */
import { concat, fromBase64Url, toBase64Url } from '../lib/bytes';
import { encode } from '../trajectory/exporters';
import type { Files, Trajectory } from '../types';
import { parseRecording, type Recording } from './recording';
import { SHARED } from './shared';

/** Characters of a link that mail programs and chats still leave whole. */
const LONGEST = 64_000;
const MOST_BYTES = 20_000_000;

/** The id of a shared episode, for `#/library/<id>`; null when it is too long for a link. */
export async function sharedId(trajectory: Trajectory, base: Files): Promise<string | null> {
  const texts = Object.fromEntries(Object.entries(base).filter(([, text]) => typeof text === 'string'));
  const json = JSON.stringify({ ...encode(trajectory), files: texts });
  const packed = await through(new Blob([json]).stream(), new CompressionStream('deflate-raw'));
  const id = SHARED + toBase64Url(packed);
  return id.length <= LONGEST ? id : null;
}

/** @throws one sentence when the link is cut off or no episode. */
export async function openShared(id: string): Promise<Recording> {
  try {
    const bytes = fromBase64Url(id.slice(SHARED.length));
    const json = await through(new Blob([bytes]).stream(), new DecompressionStream('deflate-raw'), MOST_BYTES);
    return parseRecording(JSON.parse(new TextDecoder().decode(json)));
  } catch (error) {
    throw new Error('This link holds no whole episode: perhaps it was cut off. Ask for the file instead.', {
      cause: error,
    });
  }
}

async function through(
  stream: ReadableStream<Uint8Array>,
  transform: CompressionStream | DecompressionStream,
  most = Infinity,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.pipeThrough(transform as unknown as ReadableWritablePair<Uint8Array, Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error('too large');
    }
    parts.push(next.value);
  }
  return concat(parts);
}
