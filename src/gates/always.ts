import type { Gate } from '../types';
import { compose } from './question';

export const create = (): Gate => (state) => ({
  score: 1,
  reason: 'This gate opens at every step.',
  question: compose(state, 'The agent wants advice at every step.'),
});
