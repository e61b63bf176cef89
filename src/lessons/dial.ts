/** Whether the dial stands where a scene wants it. */
import type { WhatIf } from '../gates/whatif';
import type { DialBeat } from './types';

export const metBy = ({ most, by }: DialBeat['goal'], { at }: Pick<WhatIf, 'at'>): boolean =>
  at.length > 0 && at.length <= most && at[0]! < by;
