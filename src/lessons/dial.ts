/** Whether the dial stands where a scene wants it. */
import type { WhatIf } from '../gates/whatif';
import type { Dial } from './types';

export const metBy = ({ most, by }: Dial['goal'], { at }: Pick<WhatIf, 'at'>): boolean =>
  at.length > 0 && at.length <= most && at[0]! < by;
