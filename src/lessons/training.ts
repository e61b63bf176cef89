import type { Lesson } from './types';

export const training: Lesson = {
  id: 'training',
  title: 'What training changes',
  about: 'The same net three times, on the heap: with random weights, after a little copying, and as it is shipped.',
  beats: [
    {
      kind: 'tell',
      text: `
The [[protégé]] learns in two stages. First it copies episodes of a teacher (SFT). Then it plays many [[rollouts|rollout]]
itself and gets a [[reward]] for each (RL): for a repair, for not going in circles, for following advice. Below is one
[[episode]] of each state, with the same expert and the same gate.`,
    },
    {
      kind: 'choice',
      id: 'guess',
      question: 'What do you expect of the net with random weights?',
      right: 'slower',
      options: [
        {
          id: 'nothing',
          text: 'It repairs nothing',
          why: 'It has more help than its own weights: the harness offers it only edits that make sense, and the tests judge each.',
        },
        {
          id: 'slower',
          text: 'It gets there, with more tries',
          why: 'Much of the work is done around the net: candidates, tests, advice. Training makes it choose better among them.',
        },
        {
          id: 'same',
          text: 'No difference',
          why: 'Look at the steps: it asks before it has tried, changes what is not broken, and wants to hand in red tests.',
        },
      ],
    },
    {
      kind: 'side',
      after: 'guess',
      episodes: [
        { episode: 'story-untrained', label: 'Random weights' },
        { episode: 'story-sft', label: 'After a little SFT' },
        { episode: 'story-gate', label: 'As shipped: SFT, then RL' },
      ],
    },
    {
      kind: 'tell',
      after: 'guess',
      text: `
Random weights ask before they have tried, change what is not broken and want to hand in red tests; the gate stops that, and
advice does the rest. After a little copying it does here, step by step, what the shipped one does: on this task practice
changed nothing.

One task shows how it may look, not how much it is; and the middle net comes from a small run of its own, not from the way to
the shipped one. On 300 tasks of repositories that it never saw, with this expert, the full SFT resolves 66.1 %,
RL after it 70.1 %: real, and small. In the room **Training** you can train one yourself, here in this tab.`,
    },
  ],
};
