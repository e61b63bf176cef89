/** A gate from plain JSON: {id, options}. */
import type { Gate } from '../types';
import type { GateDeps, GateEntry } from './port';

/** @throws with the known ids when `choice` names none of them. */
export async function choose(choice: unknown, deps?: GateDeps): Promise<Gate> {
  const { gates } = await import('./index');
  const known: Record<string, GateEntry> = gates;
  const { id, options = {} } = (choice ?? {}) as { id?: unknown; options?: Record<string, unknown> };
  const entry = Object.hasOwn(known, String(id)) ? known[String(id)] : undefined;
  if (!entry)
    throw new Error(`There is no gate ${JSON.stringify(id)}; choose one of ${Object.keys(gates).join(', ')}.`);
  return (await entry.load()).create(options, deps);
}
