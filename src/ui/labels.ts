/** Registry ids as names on screen. */
import type { Choice, Config } from '../types';
import { names } from './team';

export const labelOf = (id: string): string => names[id]?.label ?? id.charAt(0).toUpperCase() + id.slice(1);
export const choiceName = (choice: Choice | null): string => (choice ? labelOf(choice.id) : 'None');
export const expertName = (config: Config): string => (config.expert ? labelOf(config.expert.id) : 'The expert');
