/** Weights of the learned gate from a file. */
import fs from 'node:fs';
import { BadInput } from '../lib/badinput';
import { checkWeights, type GateWeights } from '../gates/learned/model';
import type { Choice } from '../types';

/** @throws BadInput */
export function readWeights(file: string): GateWeights {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadInput(`${file} cannot be read as JSON (${(error as Error).message}); give a file of "gate train".`);
  }
  try {
    return checkWeights(value);
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message}`);
  }
}

/** `learned:weights=FILE` -> the weights themselves, so that the record holds what decided. @throws BadInput */
export function withWeights(gate: Choice): Choice {
  const file = gate.options?.weights;
  if (typeof file !== 'string') return gate;
  return { ...gate, options: { ...gate.options, weights: readWeights(file) } };
}
