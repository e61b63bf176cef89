import type { Lesson } from './types';

export const loop: Lesson = {
  id: 'loop',
  title: 'The loop',
  about:
    'The same bug, and three roles: a small model that works, a gate that watches, an expert that is asked rarely.',
  beats: [
    {
      kind: 'tell',
      text: `
Press **Next step** until the tests are green. Every column of the lane is one [[step]]: below, what the [[protégé]] did; in
the middle, how the [[gate]] scored it; on top, a dot where the [[expert]] was asked.`,
    },
    {
      kind: 'watch',
      id: 'watch',
      episode: 'story-gate',
      from: 0,
      until: 17,
      notes: {
        0: 'Nothing is done yet. The protégé has the text of the task and the names of the files.',
        1: 'It runs the tests. 25 of 29 pass. What comes back from an action is an [[observation]]; the next step begins with it.',
        2: 'It reads, one file a step. Before each step the gate looks at what it is about to do. Reading is not being stuck, so it stays shut.',
        9: 'Which lines do the failing tests run? It counts them. The lines that only failing tests run are suspect.',
        10: 'A first try, in the wrong place: it turns around the condition of a loop further down.',
        11: 'Worse: 11 of 29. What it tried helps nobody, and it knows no better.',
        12: 'Here the gate opens, and the [[expert]] is asked. It does not write the repair; it says where to look. That is all that the expert ever does here.',
        13: 'Back to the protégé, which now tries on the line that was named. Its first try there does not even load.',
        15: 'A second one. It still chooses itself what to write.',
        16: '29 of 29.',
        17: 'It hands in. A fresh sandbox runs the original tests: resolved, with one call.',
      },
    },
    {
      kind: 'choice',
      id: 'who',
      question: 'Who wrote the line that fixed it?',
      right: 'protege',
      options: [
        {
          id: 'protege',
          text: 'The small model',
          why: 'The protégé wrote every line. Advice became a part of what it had read, and the next action was its own.',
        },
        {
          id: 'expert',
          text: 'The expert',
          why: 'The expert named a place and a kind of mistake. It may also be allowed to act itself, but that is another mode.',
        },
        { id: 'gate', text: 'The gate', why: 'The gate only gives a number and a reason. It writes nothing.' },
      ],
    },
    {
      kind: 'choice',
      id: 'when',
      question: 'And who decided that now is the time to ask?',
      right: 'gate',
      options: [
        {
          id: 'expert',
          text: 'The expert',
          why: 'The expert sees nothing until it is asked. It cannot know that anybody is stuck.',
        },
        {
          id: 'gate',
          text: 'The gate',
          why: 'The gate read every step. When its score reached the threshold, it passed the question on. The protégé may ask, too; a gate may say no.',
        },
      ],
    },
  ],
};
