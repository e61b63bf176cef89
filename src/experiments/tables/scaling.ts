/** Scaling: small nets trained side by side, with more or fewer parameters, data, rollouts in a group. */
import fs from 'node:fs';
import path from 'node:path';
import { evenly } from '../../lib/stats';
import { drain } from '../../lib/stream';
import { randomWeights } from '../../models/trained/init';
import type { Shape, Weights } from '../../models/trained/net';
import { TOKENS } from '../../models/trained/vocab';
import type { Example } from '../../train/batch';
import { rlDefaults } from '../../train/rl';
import { newLearner, sftDefaults, trainSft } from '../../train/sft';
import type { Task } from '../../types';
import { findTasks } from '../library';
import { openArena } from '../training/arena';
import { collect } from '../training/data';
import type { Say } from '../training/log';
import { practise } from '../training/rl';
import { fineTune } from '../training/sft';
import { asking, solo, type Arm } from './arm';
import { readKnown, type Checkpoints } from './weights';

export interface ScalingOptions {
  /** Folder of the nets, and of the data. */
  out: string;
  /** A folder whose lessons are taken over, if it has any. */
  lessons: string;
  tasks: number;
  steps: number;
  updates: number;
  jobs: number;
  say: Say;
}

interface Net {
  id: string;
  label: string;
  width: number;
  /** Share of the tasks whose episodes are learned. */
  data: number;
  /** Rollouts of a task that are compared; 0 = no RL. */
  group: number;
}

/** The middle one is the same in all three rows of nets. */
const NETS: Net[] = [
  { id: 'w32', label: 'parameters: width 32', width: 32, data: 1, group: 0 },
  { id: 'w64', label: 'parameters: width 64; data: 100 %', width: 64, data: 1, group: 0 },
  { id: 'w96', label: 'parameters: width 96', width: 96, data: 1, group: 0 },
  { id: 'd25', label: 'data: 25 %', width: 64, data: 0.25, group: 0 },
  { id: 'd50', label: 'data: 50 %', width: 64, data: 0.5, group: 0 },
  { id: 'g3', label: 'group size 3', width: 64, data: 1, group: 3 },
  { id: 'g6', label: 'group size 6', width: 64, data: 1, group: 6 },
  { id: 'g12', label: 'group size 12', width: 64, data: 1, group: 12 },
];

/** Rollouts of an update, however they are grouped. */
const ROLLOUTS = 24;

const shapeOf = (width: number): Shape => ({
  vocab: TOKENS.length,
  width,
  layers: 2,
  heads: 2,
  hidden: width * 2,
  context: 512,
});

/** Trains what is not there yet; returns the nets as checkpoints by name. */
export async function trainNets({
  out,
  lessons,
  tasks: count,
  steps,
  updates,
  jobs,
  say,
}: ScalingOptions): Promise<Checkpoints> {
  fs.mkdirSync(out, { recursive: true });
  takeOver(path.join(lessons, 'lessons.jsonl'), path.join(out, 'lessons.jsonl'));
  const tasks = evenly(findTasks('train'), count).map((lazy) => lazy.load());
  const arena = openArena(out, 40, jobs);
  const have: Checkpoints = {};
  try {
    const examples = await collect(tasks, arena, out, 0, say);
    say(await forecast(examples, steps, updates));
    let whole: Weights | undefined;
    for (const { id, width, data, group } of NETS) {
      const dir = path.join(out, id);
      fs.mkdirSync(dir, { recursive: true });
      if (group === 0) {
        const some = ofTasks(examples, evenly(tasks, Math.round(tasks.length * data)));
        const file = path.join(dir, 'sft.bin');
        const tell = (step: number, loss: number) =>
          step % 50 === 0 && say(`scaling  ${id}  SFT ${step}/${steps}  loss ${loss.toFixed(4)}`);
        const weights = await fineTune(
          shapeOf(width),
          some,
          [],
          { ...sftDefaults, steps },
          file,
          (p) => void tell(p.step, p.loss),
          arena.pool,
        );
        if (id === 'w64') whole = weights;
        have[id] = readKnown(file);
      } else {
        const options = { ...rlDefaults, steps: updates, prompts: ROLLOUTS / group, group };
        await practise(shapeOf(width), whole!, tasks, arena, options, dir, (event) => {
          if (event.type === 'update')
            say(`scaling  ${id}  RL ${event.step}/${updates}  reward ${event.reward.toFixed(2)}`);
        });
        have[id] = readKnown(path.join(dir, 'rl.bin'));
      }
    }
    return have;
  } finally {
    await arena.close();
  }
}

/** A net's rows: alone and with the oracle. */
export const netArms = (steps: number): Arm[] =>
  NETS.flatMap(({ id, label }) => [
    solo(`${id}-solo`, `${label}, alone`, id, steps),
    asking(id, `${label}, with expert`, id, steps),
  ]);

export const scalingNotes = ({
  tasks,
  steps,
  updates,
}: Pick<ScalingOptions, 'tasks' | 'steps' | 'updates'>): string[] => [
  `Every net was trained small: SFT of ${steps} steps of ${sftDefaults.rows} sequences on episodes of the teacher on ${tasks} train tasks, seed 0; groups: from the net of width 64, ${updates} updates of ${ROLLOUTS} rollouts each, so equally many episodes for every group size.`,
  'Small runs say which way it goes, not where a full training ends.',
];

const ofTasks = (examples: Example[], tasks: Task[]): Example[] => {
  const ids = new Set(tasks.map(({ id }) => id));
  return examples.filter(({ id }) => ids.has(id.slice(0, id.lastIndexOf('/'))));
};

function takeOver(from: string, to: string): void {
  if (fs.existsSync(from) && !fs.existsSync(to)) fs.copyFileSync(from, to);
}

/** How long it will take, from three steps of the middle net; episodes at a second each. */
async function forecast(examples: Example[], steps: number, updates: number): Promise<string> {
  const times: number[] = [];
  const shape = shapeOf(64);
  const options = { ...sftDefaults, steps: 3 };
  await drain(
    trainSft(shape, newLearner(randomWeights(shape, 0)), examples.slice(0, 64), [], options),
    ({ ms }) => void times.push(ms),
  );
  const sft =
    NETS.filter(({ group }) => group === 0).reduce((sum, { width }) => sum + width / 64, 0) *
    steps *
    Math.min(...times);
  const rl = NETS.filter(({ group }) => group > 0).length * updates * ROLLOUTS * 1000;
  return `scaling  about ${Math.ceil((sft + rl) / 60_000)} min of training on one core, then the evaluation; what is there already is kept`;
}
