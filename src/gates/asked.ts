import type { Gate } from '../types';

export const create =
  (): Gate =>
  (_, { action }) =>
    action?.kind === 'ask'
      ? { score: 1, reason: 'The protégé asks.', question: action.question }
      : { score: 0, reason: 'The protégé does not ask.' };
