/** A gate from plain JSON: {id, options}. */
import type { Entry, Gate } from '../types';

/** @throws with the known ids when `choice` names none of them. */
export async function choose(choice: unknown): Promise<Gate> {
  const { gates } = await import('./index');
  const { id, options = {} } = (choice ?? {}) as { id?: unknown; options?: Record<string, unknown> };
  const entry = Object.hasOwn(gates, String(id)) ? (gates as Record<string, Entry<Gate>>)[String(id)] : undefined;
  if (!entry)
    throw new Error(`There is no gate ${JSON.stringify(id)}; choose one of ${Object.keys(gates).join(', ')}.`);
  return (await entry.load()).create(options, undefined);
}
