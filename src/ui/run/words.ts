/** How an episode ended, in words. */
import type { Exit } from '../../types';

export const ended: Record<Exit, string> = {
  submitted: 'The protégé handed in its patch.',
  gave_up: 'It stopped by itself with tests still failing. Ask a mentor, or take a stronger model.',
  step_limit: 'The step limit was reached.',
  time_limit: 'The time limit was reached. Raise it under Advanced.',
  token_limit: 'The token limit was reached. Raise it under Advanced.',
  cost_limit: 'The money limit was reached. Raise it under Advanced.',
  format: 'Three replies in a row held no readable action.',
  aborted: 'You stopped the run.',
  error: 'The run ended with an error.',
};
