import type { Lesson } from './types';

export const ask: Lesson = {
  id: 'ask',
  title: 'Would you ask now?',
  about:
    'You are the gate. Fourteen moments from real runs in which nobody was asked, so the record knows who was right.',
  beats: [
    {
      kind: 'tell',
      text: `
Look at what it did so far, and at what it is about to do. If it gets further by itself within ten steps, a call is wasted.
If it does not, waiting is. **Ask** where you think it is stuck; **let it try** where you think it is close.`,
    },
    {
      kind: 'moments',
      id: 'moment',
      moments: [
        { episode: 'levels-alone', at: 12 },
        { episode: 'story-alone', at: 13 },
        { episode: 'sizes-alone', at: 16 },
        { episode: 'star-alone', at: 8 },
        { episode: 'ordinals-alone', at: 17 },
        { episode: 'pattern-alone', at: 11 },
        { episode: 'story-alone', at: 20 },
        { episode: 'star-alone', at: 16 },
        { episode: 'levels-alone', at: 14 },
        { episode: 'sizes-alone', at: 24 },
        { episode: 'story-alone', at: 30 },
        { episode: 'ordinals-alone', at: 28 },
        { episode: 'star-alone', at: 28 },
        { episode: 'pattern-alone', at: 13 },
      ],
    },
  ],
};
