import type { Lesson } from './types';

export const cost: Lesson = {
  id: 'cost',
  title: 'What it costs',
  about: 'The small model runs in your tab for nothing. Every question to a large one has a price.',
  beats: [
    {
      kind: 'tell',
      text: `
A hosted model is paid by the token: for all that it reads, and, several times as much, for all that it writes. An expert that
is asked at every [[step]] reads the episode again at every step.`,
    },
    {
      kind: 'choice',
      id: 'guess',
      question: 'On the heap: how much more does asking at every step cost than asking when the gate opens?',
      right: 'many',
      options: [
        {
          id: 'twice',
          text: 'About twice as much',
          why: 'The gate asked once. Always means: as often as there are steps.',
        },
        {
          id: 'many',
          text: 'As many times as there are steps',
          why: 'One call against forty. And it is not even repaired: asked at every step, it heard the same words forty times, and each time it chose anew and stayed around the line that was named.',
        },
        {
          id: 'same',
          text: 'The same: it finishes sooner',
          why: 'It does not finish at all: asked at every step, it heard the same words forty times and was still not done.',
        },
      ],
    },
    {
      kind: 'bill',
      after: 'guess',
      episodes: [
        { episode: 'story-alone', label: 'Never' },
        { episode: 'story-gate', label: 'The gate' },
        { episode: 'story-random', label: 'At random, 1 step in 10' },
        { episode: 'story-always', label: 'Always' },
      ],
    },
    {
      kind: 'tell',
      after: 'guess',
      text: `
Chance looks best here, and that is luck: its one call fell on an early step. Another seed asks late, or on a task that needs
nobody. One episode each says what can happen, not what usually does.`,
    },
    {
      kind: 'side',
      after: 'guess',
      episodes: [
        { episode: 'story-gate', label: 'The gate' },
        { episode: 'story-random', label: 'At random' },
        { episode: 'story-always', label: 'Always' },
      ],
    },
  ],
};
