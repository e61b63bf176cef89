import type { Lesson } from './types';

export const timing: Lesson = {
  id: 'timing',
  title: 'Too early, too late',
  about: 'One call each, the same task, the same expert. Only the moment differs.',
  beats: [
    {
      kind: 'choice',
      id: 'late',
      question:
        'The heap again. One run asks at its first step, one when the gate opens, one at step 28. What does the late one lose?',
      right: 'steps',
      options: [
        {
          id: 'nothing',
          text: 'Nothing: advice is advice',
          why: 'The advice is as good, but the steps before it were for nothing, and they are paid for in time and tokens.',
        },
        {
          id: 'steps',
          text: 'All the steps that it spun in place',
          why: 'It spent nine edits in the wrong places first. The call cost the same, the waiting did not.',
        },
        { id: 'repair', text: 'It cannot be repaired any more', why: 'It can: what was changed is taken back.' },
      ],
    },
    {
      kind: 'side',
      after: 'late',
      episodes: [
        { episode: 'story-early', label: 'Asked at the first step' },
        { episode: 'story-gate', label: 'Asked when the gate opened' },
        { episode: 'story-late', label: 'Asked at step 28' },
      ],
    },
    {
      kind: 'tell',
      text: `
So ask at once, always? Here is another task, in a log reader. This one the protégé can repair alone.`,
    },
    {
      kind: 'choice',
      id: 'early',
      question: 'What does a call at the first step buy there?',
      right: 'little',
      options: [
        {
          id: 'much',
          text: 'It is resolved instead of not',
          why: 'It is resolved either way: look at the two lanes below.',
        },
        {
          id: 'little',
          text: 'A few steps at most, for the price of a call',
          why: 'Alone it gets there as well. An early call buys some steps of a model that costs next to nothing.',
        },
      ],
    },
    {
      kind: 'side',
      after: 'early',
      episodes: [
        { episode: 'levels-early', label: 'Asked at the first step' },
        { episode: 'levels-alone', label: 'Nobody was asked' },
      ],
    },
    {
      kind: 'tell',
      text: `
Before the first step both tasks look alike. Only what the protégé does tells them apart: that is what a gate reads. With an
[[oracle]], which knows the repair, early advice is always right. A real expert that has seen nothing but the first test run
would have to guess.`,
    },
  ],
};
