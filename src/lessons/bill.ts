/** What the expert read and wrote in an episode; what it costs is a matter of whose price it is. */
import type { Trajectory } from '../types';

export interface Bill {
  calls: number;
  tokensIn: number;
  tokensOut: number;
}

export function billOf({ steps }: Pick<Trajectory, 'steps'>): Bill {
  const bill: Bill = { calls: 0, tokensIn: 0, tokensOut: 0 };
  for (const { by, tokensIn, tokensOut } of steps.flatMap(({ generations }) => generations)) {
    if (by !== 'expert') continue;
    bill.calls++;
    bill.tokensIn += tokensIn;
    bill.tokensOut += tokensOut;
  }
  return bill;
}
