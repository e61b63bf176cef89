import type { Lesson } from './types';

export const bug: Lesson = {
  id: 'bug',
  title: 'Find the bug',
  about: 'Before a machine tries, try it yourself: a small repository, a few red tests, one wrong line.',
  beats: [
    {
      kind: 'tell',
      text: `
This is a [[task]]: a repository in which something is broken, and tests that say so. Here it is a binary heap, a list that
always has its smallest item on top. **One line of it is wrong.** On the left is what the tests say. Open a red one to read
how it failed.`,
    },
    {
      kind: 'line',
      id: 'line',
      episode: 'story-gate',
      question: 'Which line would you change?',
      path: 'src/heap.js',
      from: 6,
      to: 36,
      right: 10,
      why: `
Line 10 begins at the wrong end: \`1 - length\` is negative, so the loop never runs and a heap made from items is never put
in order. Pushing items one by one still works, which is why most tests stay green.

Was it easy? You read English, and you can see what the line is meant for. The [[protégé]] that you will watch has no
words at all: it has 0.12 million parameters, and it sees tokens and tests.`,
    },
    {
      kind: 'tell',
      text: `
"Fixed" is not what somebody says. It is a [[verdict]]: in a fresh [[sandbox]], with the original tests put back, every red
test has to turn green and every green one has to stay so. Then the task is [[resolved]].`,
    },
  ],
};
