import type { Lesson } from './types';

export const dial: Lesson = {
  id: 'dial',
  title: 'The dial of the gate',
  about:
    'A gate gives every step a number. Where the line is drawn, that is a choice, and you can see what it would change.',
  beats: [
    {
      kind: 'tell',
      text: `
Here is the repair of the heap again, without any expert: forty steps, not resolved. The bars are what the [[gate]]
of this site would have said at each step: how stuck it looks. The dashed line is the
[[threshold]]. **Drag it** and watch where the expert would have been asked.`,
    },
    {
      kind: 'dial',
      id: 'soon',
      episode: 'story-alone',
      gate: 'stuck',
      start: 0.98,
      goal: {
        text: 'Have the expert asked right after the first try that made things worse: at step 12.',
        most: 6,
        by: 12,
      },
      why: `
Low enough, and it asks as soon as one edit has gone wrong. But look at the rest of the lane: it would ask again and again.
After advice it waits some steps, because advice must have a chance to work before anybody asks again.`,
    },
    {
      kind: 'dial',
      id: 'few',
      episode: 'story-alone',
      gate: 'stuck',
      start: 0.2,
      goal: { text: 'Now spend at most two calls, the first by step 30.', most: 2, by: 30 },
      why: `
Fewer calls, and later ones: that is what the dial trades. Nobody gets both from it. What makes a gate better is not where
its line is, but how well its score tells the steps apart.`,
    },
    {
      kind: 'choice',
      id: 'known',
      question: 'What would have happened after such an ask?',
      right: 'unknown',
      options: [
        {
          id: 'fixed',
          text: 'The bug would have been fixed',
          why: 'Perhaps. But this record is of a run in which nobody was asked; every step after it belongs to that run.',
        },
        {
          id: 'unknown',
          text: 'The record cannot say',
          why: 'A what-if moves the asks, not the steps that came after. To find out it has to be run: "Run from here" does it.',
        },
      ],
    },
  ],
};
