import type { Gate } from '../types';
import { choose } from './choose';
import { budget } from './combine';
import type { GateDeps } from './port';

/** `gate`: {id, options}, default `default`; `n`: escalations per episode, default 3. */
export async function create(
  { gate = { id: 'default' }, n = 3 }: { gate?: unknown; n?: unknown } = {},
  deps?: GateDeps,
): Promise<Gate> {
  if (typeof n !== 'number' || !(n >= 0)) throw new Error('The gate needs "n", a number from 0 up.');
  return budget(await choose(gate, deps), n);
}
