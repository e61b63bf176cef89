/** The tables whose rows are arms: which arms, what is compared, what a reader has to know. */
import { claimAgainst, againstFirst, stageClaims, type Claim, type ArmResults } from './claims';
import { asking, solo, type Arm, type WeightsId } from './arm';
import type { Matched } from './match';
import type { Checkpoints } from './weights';

export interface SheetContext {
  have: Checkpoints;
  /** Most steps of an episode. */
  steps: number;
  /** The checkpoint that `arms` and `ablations` play. */
  of: WeightsId;
}

export interface Sheet {
  title: string;
  about: string;
  arms(around: SheetContext): Arm[];
  /** The arm whose calls random and fixed-interval asking are to meet; null = none. */
  matched(around: SheetContext): Arm | null;
  /** What is matched to it; default random and fixed-interval asking. */
  kinds?: readonly Matched[];
  /** The row without an expert, against which the times of the asks are judged. */
  alone?: string;
  /** Heading of the comparison, and its lines. */
  compared: string;
  claims(results: ArmResults, arms: readonly Arm[], around: SheetContext): Claim[];
  notes: string[];
}

/** The furthest stage that is there. */
const lastOf = ({ have }: SheetContext): 'rl' | 'rl1' | 'sft' => (have.rl ? 'rl' : have.rl1 ? 'rl1' : 'sft');

const labelled = (arms: readonly Arm[]) => new Map(arms.map(({ id, label }) => [id, label]));

const stages: Sheet = {
  title: 'Stages of training',
  about: '`search` alone, the tiny protégé after SFT without and with asking, after RL stage I and after RL stage II.',
  arms: ({ steps }) => [
    solo('search', '`search` alone', null, steps),
    solo('sft-solo', 'SFT, without ask', 'sft', steps),
    asking('sft', 'SFT', 'sft', steps),
    asking('rl1', 'SFT+RL stage I', 'rl1', steps),
    asking('rl', 'SFT+RL stage II', 'rl', steps),
    solo('rl-solo', 'SFT+RL stage II, without ask', 'rl', steps),
  ],
  matched: (around) => asking(lastOf(around), '', lastOf(around), around.steps),
  compared: 'Expected',
  claims: (results, _, around) => stageClaims(results, lastOf(around)),
  notes: [
    'Random and fixed-interval asking use the last stage’s weights, which then may not ask by themselves; how often they ask was fitted to its mean calls on up to 30 of the tasks.',
  ],
};

const arms: Sheet = {
  title: 'Who asks, what the expert sees, how good it is',
  about: 'The arms of the paper’s Fig. 7 with the tiny protégé. Every row but the data arm plays the same weights.',
  arms: ({ of, steps }) => {
    const own = (id: string, label: string, over: Partial<Arm> = {}): Arm => ({
      ...asking(id, label, of, steps),
      ...over,
    });
    const full: Arm['context'] = { last: 0, unit: 'all' };
    const heuristic: Arm['gate'] = { id: 'default' };
    return [
      own('own', 'asks by itself, 5 messages, no loop heuristic'),
      own('full', 'asks by itself, full context', { context: full }),
      own('heuristic', 'loop heuristic, 5 messages', { gate: heuristic }),
      own('heuristic-full', 'loop heuristic, full context', { gate: heuristic, context: full }),
      ...(of === 'sft' ? [] : [asking('organic', 'data: SFT, calls where the teacher made them', 'sft', steps)]),
      asking('injected', 'data: SFT, calls injected into finished trajectories', 'injected', steps),
      ...(['file', 'function', 'line'] as const).map((detail) =>
        own(`expert-${detail}`, `expert names only the ${detail}`, { expert: { detail } }),
      ),
      own('wrong-25', 'expert is wrong with p = 0.25', { expert: { wrong: 0.25 } }),
      own('wrong-50', 'expert is wrong with p = 0.5', { expert: { wrong: 0.5 } }),
      solo('solo', 'no expert', of, steps),
    ];
  },
  matched: ({ of, steps }) => asking('own', '', of, steps),
  compared: 'Against the first row',
  claims: (results, all) => [
    ...againstFirst(results, labelled(all), 'own'),
    ...claimAgainst(results, 'data: calls injected, against those of the teacher (both SFT)', 'injected', 'organic'),
  ],
  notes: [
    'Calls injected into finished trajectories are the paper’s negative result; both data arms are SFT alone, so they are to be compared with each other.',
    'The first row’s expert names file, function, line and the kind of mistake; the weaker ones stop earlier.',
    'The oracle’s words depend on the gold patch alone, so a longer context changes what it reads (the token share), not what it says; a language model as expert would show more.',
    'The loop heuristic is the gate `default`: the protégé’s own questions, or the stall rule (exact repeats, rows of one kind of command, errors in a row). The net’s masks keep it from repeating an edit, so what the rule finds is mostly long rows of views in repositories of many files.',
    'Advice that comes while the protégé still looks around is read once it has looked.',
    'Random and fixed-interval asking: the protégé may not ask by itself; how often they ask was fitted to the first row’s mean calls on up to 30 of the tasks.',
  ],
};

const ablations: Sheet = {
  title: 'What the harness does for the net',
  about: 'The tiny protégé alone, without expert, with one aid of the harness taken away at a time.',
  arms: ({ of, steps }) => {
    const own = (id: string, label: string, without: Arm['without']): Arm => ({
      ...solo(id, label, of, steps),
      without,
    });
    return [
      own('whole', 'as it ships', []),
      own('prior', 'prior off: the net’s logits alone order the edits', ['prior']),
      own('masks', 'masks off: every action that can be carried out, tried edits again', ['masks']),
      own('beam', 'beam off: greedy, token by token', ['beam']),
      own('none', 'all three off', ['prior', 'masks', 'beam']),
      solo('untrained', 'untrained weights: the prior decides', 'untrained', steps),
      solo('search', '`search` alone', null, steps),
    ];
  },
  matched: () => null,
  compared: 'Against the first row',
  claims: (results, all) => againstFirst(results, labelled(all), 'whole'),
  notes: [
    'The net was trained as a correction of the prior, so without it the net is not only short of a help but used in another way than it was trained for. Parsing, the lists of candidate edits and the looking around cannot be taken away: without them there is no action to write.',
    'Masks that stay: an episode begins with a run of the tests (nothing is known before; the net was never taught that choice); an action must be one that can be carried out (a shown line, a kind and a token that occur there, a file that is there), and an edit that already stands is not written again.',
  ],
};

const gates: Sheet = {
  title: 'When to ask, at the same number of calls',
  about:
    'The page’s gate `stuck` against random asking, fixed intervals, a plan at the start, the learned gate and an oracle of timing, each brought to its number of calls; the other gates at their own. Every row plays the same weights with the same expert.',
  arms: ({ of, steps }) => {
    const own = (id: string, label: string, gate: Arm['gate']['id']): Arm => ({
      ...asking(id, label, of, steps),
      gate: { id: gate },
    });
    return [
      own('stuck', '`stuck` (the page’s default)', 'stuck'),
      own('default', '`default`: asks by itself, or stalled', 'default'),
      own('asked', '`asked`: asks by itself', 'asked'),
      own('stall', '`stall`', 'stall'),
      own('stage', '`stage`', 'stage'),
      solo('solo', 'no expert', of, steps),
    ];
  },
  matched: ({ of, steps }) => ({ ...asking('stuck', '', of, steps), gate: { id: 'stuck' } }),
  kinds: ['random', 'interval', 'plan', 'learned', 'timing'],
  alone: 'solo',
  compared: 'Against `stuck`',
  claims: (results, all) => againstFirst(results, labelled(all), 'stuck'),
  notes: [
    'How often random, fixed-interval, learned and oracle-timed asking ask was fitted to the mean calls of `stuck` on up to 30 of the tasks; the calls they came to stand in the table. The protégé may not ask by itself in these rows.',
    'Plan at the start: one ask before anything was tried, in as many episodes as `stuck` makes calls an episode (in all of them, where it makes more). The advice is read once the protégé has looked.',
    'Oracle of timing: knows the protégé’s own episode on the same task. It asks only where that one does not resolve the task, first where it makes its last progress, then again at fixed steps while tests fail. No real gate can know this; the row says what timing alone could bring.',
    'The expert is an oracle whose hint is as good at step 2 as at step 30, so asking early costs nothing but calls: with an expert that has to be told what was tried, early asking would look worse.',
  ],
};

export const sheets = { stages, arms, ablations, gates };
export type SheetId = keyof typeof sheets;
