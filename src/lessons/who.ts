import type { Lesson } from './types';

export const who: Lesson = {
  id: 'who',
  title: 'Who decides best?',
  about: 'Your answers against always, never, chance and the gate: right decisions, calls, money.',
  beats: [
    {
      kind: 'choice',
      id: 'guess',
      question: 'Who do you think did best on those moments?',
      right: 'see',
      options: [
        {
          id: 'always',
          text: 'Who always asks',
          why: 'Always is right wherever it is stuck, and wrong everywhere else, and it pays every time.',
        },
        { id: 'see', text: 'Let me see the count', why: 'Good: counting is better than guessing.' },
        {
          id: 'gate',
          text: 'The gate',
          why: 'It reads what you read, only faster. Look below whether that was enough.',
        },
      ],
    },
    { kind: 'league', of: { lesson: 'ask', beat: 'moment' }, call: 'story-gate' },
    {
      kind: 'tell',
      text: `
That is the question of the paper that this site is made after: a small model can be trained to know when it needs help.
What is left to do is to measure it on many tasks: in **Who decides?** you can play the same tasks under each policy.`,
    },
  ],
};
