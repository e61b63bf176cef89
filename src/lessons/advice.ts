import type { Lesson } from './types';

export const advice: Lesson = {
  id: 'advice',
  title: 'Bad advice',
  about: 'An expert can be wrong, and sound just as sure. What does the protégé do with it?',
  beats: [
    {
      kind: 'tell',
      text: `
The heap a last time. This expert is made to mislead: it names a place that is not broken, in the same words. Step through
until it has been asked.`,
    },
    {
      kind: 'watch',
      id: 'watch',
      episode: 'story-bad',
      from: 9,
      until: 12,
      notes: {
        9: 'So far it is the run that you know.',
        12: 'The expert has answered. Read what it says: a file, a function, a line. Nothing about it tells that it is wrong.',
      },
      hidden: true,
    },
    {
      kind: 'choice',
      id: 'sign',
      question: 'How could the protégé find out that the advice is wrong?',
      right: 'tests',
      options: [
        {
          id: 'words',
          text: 'By how it is worded',
          why: 'Right and wrong advice are worded alike here, as with real models.',
        },
        {
          id: 'tests',
          text: 'By trying it: the tests say so',
          why: 'It tries, and the tests stay red. That is the one thing that nobody can talk it out of: the tests judge, not the expert.',
        },
        {
          id: 'never',
          text: 'It cannot; it is lost',
          why: 'It is not lost, but it pays: every try at the wrong place is a step.',
        },
      ],
    },
    {
      kind: 'side',
      after: 'sign',
      episodes: [
        { episode: 'story-gate', label: 'Good advice' },
        { episode: 'story-bad', label: 'Bad advice' },
        { episode: 'story-alone', label: 'No advice' },
      ],
    },
    {
      kind: 'tell',
      text: `
Even good advice is no promise. On the task below the protégé alone gets there in 35 steps. Asked on the way, it got two good
hints, spent its steps around the named line, where no edit that it can write is the right one, and ran out of them.`,
    },
    {
      kind: 'side',
      episodes: [
        { episode: 'ordinals-alone', label: 'Nobody was asked' },
        { episode: 'ordinals-asked', label: 'Asked twice' },
      ],
    },
  ],
};
