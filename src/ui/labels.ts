/** Registry ids as names on screen. */
import { MINE } from '../storage/net';
import type { Choice, Config } from '../types';
import { names, optionsOf } from './team';

export const labelOf = (id: string): string => names[id]?.label ?? id.charAt(0).toUpperCase() + id.slice(1);
/** With other weights than the shipped ones it is another protégé, and is called so. */
export function choiceName(choice: Choice | null): string {
  if (!choice) return 'no expert';
  const weights = choice.options?.weights;
  const shipped = optionsOf(choice.id)?.find(({ key }) => key === 'weights')?.fallback;
  const other = typeof weights === 'string' && shipped !== undefined && weights !== shipped;
  return `${labelOf(choice.id)}${other ? ` (${weights === MINE ? 'your net' : weights})` : ''}`;
}
export const expertName = (config: Config): string => (config.expert ? labelOf(config.expert.id) : 'The expert');
