/** protege train: data -> SFT -> RL -> weights, headless and seeded; a second run goes on where the first stopped. */
import os from 'node:os';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { evenly } from '../lib/stats';
import { TOKENS } from '../models/trained/vocab';
import type { Shape, Weights } from '../models/trained/net';
import { drills } from '../train/drills';
import { rlDefaults } from '../train/rl';
import { sftDefaults } from '../train/sft';
import type { Task } from '../types';
import { integer, parse, type Command } from './command';
import { findTasks, readIndex, readPack, root } from '../experiments/library';
import { openArena } from '../experiments/training/arena';
import { saveCheckpoint } from '../experiments/disk';
import { quick } from '../experiments/training/quick';
import { collect, collectInjected } from '../experiments/training/data';
import { passAt1, type Score } from '../experiments/training/dev';
import { logTo, type Say } from '../experiments/training/log';
import { practise, tellUpdate } from '../experiments/training/rl';
import { fineTune } from '../experiments/training/sft';

const SHAPE: Shape = { vocab: TOKENS.length, width: 64, layers: 2, heads: 2, hidden: 128, context: 512 };
const DRILLS = 0;
/** At most so many of the dev tasks are played at every checkpoint. */
const DURING = 20;

const cores = () => os.availableParallelism();

export const command: Command = {
  about: 'train the tiny protégé: data, SFT, RL',
  help: `
usage: protege train [--quick] [--out DIR] [--seed N] [options]

  --quick          a small run (2 to 3 minutes): the loss must fall and the reward rise
  --out DIR        data, checkpoints and logs (default out/train); a second run goes on
  --seed N         default 0; the same seed gives the same curves
  --tasks N        train tasks to learn from (default all)
  --drills N       further bugs tried per train repo, for the teacher alone (default ${DRILLS})
  --steps N        SFT steps (default ${sftDefaults.steps})
  --updates N      RL updates (default ${rlDefaults.steps}; 0 = none)
  --algorithm X    grpo (default) or ppo
  --dev N          dev tasks for Pass@1 during the run (default 45; 0 = none)
  --jobs N         workers (default: the cores, ${cores()}); more of them give the same, sooner
  --data X         organic (default); injected = expert calls put into finished trajectories (the paper's negative
                   result): SFT alone, into sft-injected.bin
  --ship           write the result to public/models/tiny/weights.bin

Exit code: 0 done, 1 the quick run learned nothing, 2 bad input.`,
  async run(argv) {
    const { values } = parse(argv, 'quick out= seed= tasks= drills= steps= updates= algorithm= dev= jobs= data= ship');
    const seed = integer('seed', values.seed, 0, 0, 2 ** 30);
    const algorithm = values.algorithm ?? 'grpo';
    if (algorithm !== 'grpo' && algorithm !== 'ppo')
      throw new BadInput(`--algorithm must be grpo or ppo, not "${algorithm}".`);
    const data = values.data ?? 'organic';
    if (data !== 'organic' && data !== 'injected')
      throw new BadInput(`--data must be organic or injected, not "${data}".`);
    const injected = data === 'injected';
    const out = path.resolve(values.out ?? path.join(root, values.quick ? 'out/train-quick' : 'out/train'));
    const say: Say = (line) => process.stderr.write(`${line}\n`);
    const jobs = integer('jobs', values.jobs, cores(), 1, 256);
    if (values.quick) return quick({ ...SHAPE, width: 32, hidden: 64 }, out, seed, algorithm, jobs, say);
    const count = integer('tasks', values.tasks, 1e9, 1, 1e9);
    const tasks = findTasks('train')
      .slice(0, count)
      .map((lazy) => lazy.load());
    const all = findTasks('dev');
    const devCount = Math.min(all.length, integer('dev', values.dev, 45, 0, 1e6));
    const dev = evenly(all, devCount).map((lazy) => lazy.load());
    const further = integer('drills', values.drills, DRILLS, 0, 10_000);
    const steps = integer('steps', values.steps, sftDefaults.steps, 1, 1e7);
    const updates = integer('updates', values.updates, rlDefaults.steps, 0, 1e6);
    const arena = openArena(out, 40, jobs);
    try {
      const examples = injected
        ? await collectInjected(tasks, arena, out, seed, say)
        : await collect(tasks, arena, out, seed, say, further > 0 ? drillsOf(tasks, further) : []);
      const few = dev.filter((_, i) => i % Math.ceil(dev.length / DURING) === 0);
      const log = injected ? () => {} : logTo(out);
      const measure = async (at: 'sft' | 'rl', step: number, weights: Weights, on: Task[]) => {
        if (on.length === 0) return null;
        const alone = await passAt1(SHAPE, weights, on, arena, false);
        const expert = await passAt1(SHAPE, weights, on, arena, true);
        log({ phase: 'dev', at, step, alone, expert });
        return { alone, expert };
      };
      const glance = async (at: 'sft' | 'rl', step: number, weights: Weights) => {
        const found = await measure(at, step, weights, few);
        if (found) say(`dev   ${at} ${step}: alone ${told(found.alone)}; with expert ${told(found.expert)}`);
      };
      const [learned, held] = heldOut(examples);
      const fitted = await fineTune(
        SHAPE,
        learned,
        held,
        { ...sftDefaults, steps, seed },
        path.join(out, injected ? 'sft-injected.bin' : 'sft.bin'),
        (p) => {
          const { step, loss, heldOut: held } = p;
          if (step % 10 === 0 || held !== undefined)
            log({ phase: 'sft', step, loss, ...(held === undefined ? {} : { heldOut: held }) });
          if (p.step % 20 === 0 || p.heldOut !== undefined)
            say(
              `sft   ${p.step}/${p.steps}  loss ${p.loss.toFixed(4)}${p.heldOut === undefined ? '' : `  held out ${p.heldOut.toFixed(4)}`}`,
            );
        },
        arena.pool,
        (step, weights) => glance('sft', step, weights),
      );
      const report = async (at: 'sft' | 'rl', step: number, weights: Weights) => {
        const found = await measure(at, step, weights, dev);
        if (!found) return;
        say(`dev   ${at.toUpperCase()} alone        ${told(found.alone)}`);
        say(`dev   ${at.toUpperCase()} with expert  ${told(found.expert)}`);
      };
      await report('sft', steps, fitted);
      if (injected) return 0;
      let weights = fitted;
      if (updates > 0) {
        weights = await practise(
          SHAPE,
          weights,
          tasks,
          arena,
          { ...rlDefaults, steps: updates, seed, algorithm },
          out,
          (event) => {
            tellUpdate(event, say);
            if (event.type !== 'update') return;
            const { step, reward, resolved, calls, length, loss } = event;
            log({ phase: 'rl', step, reward, resolved, calls, length, loss });
          },
          (step, weights) => glance('rl', step, weights),
        );
        await report('rl', updates, weights);
      }
      const file = values.ship ? path.join(root, 'public/models/tiny/weights.bin') : path.join(out, 'weights.bin');
      saveCheckpoint(
        file,
        { shape: SHAPE, weights, notes: { seed, steps, updates, algorithm, tasks: tasks.length }, extra: {} },
        16,
      );
      say(`wrote ${path.relative(process.cwd(), file)}`);
      return 0;
    } finally {
      await arena.close();
    }
  },
};

/** Further bugs in the repos of the tasks. */
function drillsOf(tasks: Task[], count: number): Task[] {
  const { seed } = readIndex();
  return [...new Set(tasks.map(({ repo }) => repo!))].flatMap((repo) => drills(readPack(repo), count, seed));
}

/** The examples of three repos are held out of SFT, to see it generalise. */
function heldOut<T extends { id: string }>(examples: T[]): [T[], T[]] {
  const repo = ({ id }: T) => id.replace(/-[0-9a-z]{7}\/.*$/, '');
  const repos = [...new Set(examples.map(repo))].sort();
  const held = new Set(repos.filter((_, i) => i % 9 === 4));
  return [
    examples.filter((one) => !held.has(repo(one))),
    examples.filter((one) => held.has(repo(one)) && one.id.endsWith('/repair')),
  ];
}

const told = ({ n, resolved, steps, calls }: Score) =>
  `Pass@1 ${((100 * resolved) / n).toFixed(1)} % (${resolved}/${n}), ${steps.toFixed(1)} steps, ${calls.toFixed(2)} calls a task`;
