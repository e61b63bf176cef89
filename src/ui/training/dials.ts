/** The reward's numbers as sliders: where each one lives in the options, its range, and what it does in plain words. */
import type { RewardOptions } from '../../train/reward';

export interface RewardDial {
  label: string;
  about: string;
  min: number;
  max: number;
  step: number;
  get(options: RewardOptions): number;
  set(options: RewardOptions, value: number): RewardOptions;
}

export interface Toggle {
  label: string;
  about: string;
  get(options: RewardOptions): boolean;
  set(options: RewardOptions, on: boolean): RewardOptions;
}

export interface Group {
  title: string;
  about: string;
  dials: RewardDial[];
  toggles: Toggle[];
}

type RewardPart = 'loop' | 'warrant' | 'backToBack' | 'follow' | 'sim' | 'weights';

/** A number one level deep. */
function dial<P extends RewardPart>(
  part: P,
  key: keyof RewardOptions[P] & string,
  label: string,
  [min, max, step]: [number, number, number],
  about: string,
): RewardDial {
  return {
    label,
    about,
    min,
    max,
    step,
    get: (options) => options[part][key] as number,
    set: (options, value) => ({ ...options, [part]: { ...options[part], [key]: value } }),
  };
}

function gate(which: 'loop' | 'follow', key: 'half' | 'zero', label: string, min: number, about: string): RewardDial {
  const set = (options: RewardOptions, value: number): RewardOptions => ({
    ...options,
    gates: { ...options.gates, [which]: { ...options.gates[which], [key]: value } },
  });
  return { label, about, min, max: 0, step: 0.05, get: ({ gates }) => gates[which][key], set };
}

const gateOn = (which: 'loop' | 'follow', label: string, about: string): Toggle => ({
  label,
  about,
  get: ({ gates }) => gates[which].active,
  set: (options, active) => ({
    ...options,
    gates: { ...options.gates, [which]: { ...options.gates[which], active } },
  }),
});

export const groups: Group[] = [
  {
    title: 'Loops',
    about: 'Rows of the same kind of command, arguments ignored.',
    dials: [
      dial('loop', 'k1', 'First run', [2, 40, 1], 'A run this long costs, until one has (k1).'),
      dial('loop', 'k2', 'Later runs', [2, 40, 1], 'The same after a first such run (k2).'),
      dial('loop', 'lambda', 'Cost a step', [0, 2, 0.1], 'For each step too many (λ).'),
      dial('loop', 'floor', 'At most', [-30, 0, 1], 'The loop term never costs more.'),
    ],
    toggles: [
      {
        label: 'Read the formula literally',
        about: 'The first run in time gets k1, however short it is.',
        get: ({ loop }) => loop.lenient === 'first-run',
        set: (options, on) => ({
          ...options,
          loop: { ...options.loop, lenient: on ? 'first-run' : 'until-trigger' },
        }),
      },
    ],
  },
  {
    title: 'Following advice',
    about: 'Was the guidance carried out and its result reported?',
    dials: [
      dial('weights', 'follow', 'Weight', [0, 4, 0.05], 'The paper raises it to 2 in the second stage.'),
      dial('follow', 'tau', 'Counts as followed', [0, 1, 0.05], 'A lower score is replaced by the next number (τ).'),
      dial('follow', 'low', 'Not followed', [-4, 0, 0.25], 'What an ignored reply counts.'),
    ],
    toggles: [
      {
        label: 'Judge the last reply too',
        about: 'Nothing asks again after it; without this it is left out.',
        get: ({ follow }) => follow.last === 'judged',
        set: (options, on) => ({ ...options, follow: { ...options.follow, last: on ? 'judged' : 'left-out' } }),
      },
    ],
  },
  {
    title: 'Asking',
    about: 'Was each question warranted, spaced out and within the quota?',
    dials: [
      dial('weights', 'expert', 'Weight', [0, 2, 0.05], 'Of the three terms together.'),
      dial('warrant', 'tau', 'Counts as warranted', [0, 1, 0.05], 'A lower score is replaced by the next number (τ).'),
      dial('warrant', 'low', 'Not warranted', [-4, 0, 0.25], 'What a needless question counts.'),
      dial('backToBack', 'lambda', 'Back to back', [-1, 0, 0.05], 'For each question right after another.'),
      {
        label: 'Quota',
        about: 'More questions than this cost 1.',
        min: 0,
        max: 12,
        step: 1,
        get: ({ quota }) => quota?.calls ?? 12,
        set: (options, calls) => ({ ...options, quota: { calls } }),
      },
      {
        label: 'No question at all',
        about: 'The paper’s second stage has −10. Off here: with it nobody learns to work alone on an easy task.',
        min: -10,
        max: 0,
        step: 0.5,
        get: ({ noCall }) => noCall,
        set: (options, noCall) => ({ ...options, noCall }),
      },
    ],
    toggles: [
      {
        label: 'The worst question counts',
        about: 'Instead of the mean.',
        get: ({ warrant }) => warrant.strict,
        set: (options, strict) => ({ ...options, warrant: { ...options.warrant, strict } }),
      },
    ],
  },
  {
    title: 'The patch',
    about: 'A resolved task counts 1. An unresolved one can cost when it is far from the known fix.',
    dials: [
      dial('weights', 'sim', 'Weight of similarity', [0, 2, 0.05], 'What a dissimilar patch costs.'),
      dial('sim', 'theta', 'Similar from', [0, 1, 0.05], 'Matching characters of the changed lines (θ).'),
    ],
    toggles: [],
  },
  {
    title: 'Gates',
    about: 'They scale asking and patch, so that a lucky fix cannot hide a loop or ignored advice.',
    dials: [
      gate('loop', 'half', 'Loops: half from', -10, 'Loop term at most this: ½.'),
      gate('loop', 'zero', 'Loops: nothing from', -10, 'Loop term at most this: 0.'),
      gate('follow', 'half', 'Advice: half from', -2, 'Follow term at most this: ½.'),
      gate('follow', 'zero', 'Advice: nothing from', -2, 'Follow term at most this: 0.'),
    ],
    toggles: [
      gateOn('loop', 'Gate on loops', 'On in both stages.'),
      gateOn('follow', 'Gate on advice', 'On in the second stage.'),
    ],
  },
];
