import type { Gate } from '../types';
import { choose } from './choose';
import { any } from './combine';
import type { GateDeps } from './port';

/** `gates`: a list of {id, options}; default asked and stall. */
export async function create(
  { gates = [{ id: 'asked' }, { id: 'stall' }] }: { gates?: unknown } = {},
  deps?: GateDeps,
): Promise<Gate> {
  if (!Array.isArray(gates)) throw new Error('The gate needs "gates", a list of {id, options}.');
  return any(...(await Promise.all(gates.map((gate) => choose(gate, deps)))));
}
