/** The checkpoints that a table is about: which are there, and how the others are made. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../lib/badinput';
import { parseCheckpoint } from '../../models/trained/checkpoint';
import { dimensions } from '../../models/trained/net';
import type { WeightsId } from './arm';

const FILES: Record<Exclude<WeightsId, 'untrained'>, [file: string, made: string]> = {
  sft: ['sft.bin', '`npm run train`'],
  rl1: ['rl1.bin', '`npm run train` (the end of RL stage I)'],
  rl: ['rl.bin', '`npm run train`'],
  injected: ['sft-injected.bin', '`npm run train -- --data injected`'],
};

export interface Known {
  file: string;
  /** SHA-256 of the weights alone, shortened. */
  hash: string;
  parameters: number;
  /** What the trainer noted. */
  notes: Record<string, unknown>;
}

/** By `WeightsId`, or by a name of a table's own. */
export type Checkpoints = Partial<Record<string, Known>>;

/** A folder of training, or one checkpoint, which then stands for `sft.bin`. @throws BadInput */
export function findCheckpoints(place: string): Checkpoints {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (stat?.isFile()) return withUntrained({ sft: readKnown(place) });
  const out: Checkpoints = {};
  for (const [id, [name]] of Object.entries(FILES) as [WeightsId, [string, string]][]) {
    const file = path.join(place, name);
    if (fs.existsSync(file)) out[id] = readKnown(file);
  }
  return withUntrained(out);
}

/** Random weights have the shape of the trained ones. */
const withUntrained = (found: Checkpoints): Checkpoints =>
  found.sft ? { ...found, untrained: { ...found.sft, hash: 'untrained', notes: {} } } : found;

/** @throws BadInput */
export function readKnown(file: string): Known {
  try {
    const { shape, weights, notes } = parseCheckpoint(new Uint8Array(fs.readFileSync(file)));
    const sum = createHash('sha256');
    let parameters = 0;
    for (const name of Object.keys(dimensions(shape))) {
      const data = weights[name]!;
      parameters += data.length;
      sum.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    return { file, hash: sum.digest('hex').slice(0, 12), parameters, notes };
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message}`);
  }
}

/** File and making of a checkpoint that is not there. */
export function absent(id: string): { file: string; how: string } {
  const [file, how] = FILES[id as keyof typeof FILES] ?? FILES.sft;
  return { file, how };
}
