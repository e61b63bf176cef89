/** protege gate: train the learned gate on recorded episodes, or say how good a gate's weights are on others. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { percent } from '../lib/text';
import { compare, type GateComparison } from '../gates/learned/compare';
import { checkWeights, type Quality, type GateWeights } from '../gates/learned/model';
import { HORIZON, train } from '../gates/learned/train';
import { shippedWeights } from '../gates/learned';
import type { Trajectory } from '../types';
import { integer, parse, type Command } from './command';
import { readEpisodes } from './episodes';
import { readWeights } from './weights';

export const command: Command = {
  about: 'train the learned gate on recorded episodes, or evaluate it',
  help: `
usage: protege gate train <DIR|FILE>... --out FILE [--horizon N] [--data TEXT] [--held-out DIR]... [--json]
       protege gate eval  <DIR|FILE>... [--weights FILE] [--json]

Episodes are .traj.json files or result folders of "protege bench --out DIR".
  --out FILE       where the weights go; use them with --gate learned:weights=FILE
  --horizon N      steps ahead within which the protégé should make progress (default ${HORIZON})
  --data TEXT      a sentence for the model card: where the episodes come from
  --held-out DIR   episodes of other repositories; their figures go into the card
  --weights FILE   default: the shipped weights for the episodes’ protégé

eval compares with the stall rule and with chance at the same number of asks.
Exit code: 0 done, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'out= horizon= data= held-out=* weights= json');
    const [verb, ...places] = positionals;
    if ((verb !== 'train' && verb !== 'eval') || places.length === 0)
      throw new BadInput('Write "gate train" or "gate eval" and name at least one folder of episodes; see --help.');
    const note = (text: string) => void process.stderr.write(`${text}\n`);
    const episodes = readEpisodes(places, note);
    if (verb === 'eval') {
      const players = new Set(episodes.map(({ config }) => config.protege.id));
      const shipped = () => shippedWeights(players.size === 1 ? [...players][0] : undefined);
      const weights = values.weights === undefined ? checkWeights(await shipped()) : readWeights(values.weights);
      const comparison = await compare(weights, episodes, places.join(', '));
      process.stdout.write(values.json ? `${JSON.stringify(comparison)}\n` : printed(comparison));
      return 0;
    }
    if (values.out === undefined) throw new BadInput('Name the file for the weights with --out FILE.');
    const started = performance.now();
    const weights = trained(episodes, integer('horizon', values.horizon, HORIZON, 1, 1000), values.data);
    const seconds = (performance.now() - started) / 1000;
    for (const place of values['held-out'] ?? []) await holdOut(weights, readEpisodes([place], note), place);
    fs.mkdirSync(path.dirname(path.resolve(values.out)), { recursive: true });
    fs.writeFileSync(values.out, `${JSON.stringify(weights, null, 1)}\n`);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ out: values.out, seconds, card: weights.card })}\n`
        : `${values.out}: trained on ${weights.card.episodes} episodes, ${weights.card.rows} steps of ${weights.card.groups} repositories in ${seconds.toFixed(1)} s\n${weights.card.quality.map(qualityLine).join('')}`,
    );
    return 0;
  },
};

/** Adds to the card how good the weights are on other episodes, and against rules and chance there. */
async function holdOut(weights: GateWeights, episodes: Trajectory[], place: string): Promise<void> {
  const on = `held-out repositories (${path.basename(path.resolve(place))})`;
  const { quality, rows } = await compare(weights, episodes, on);
  const short = (x: number) => Math.round(x * 1e4) / 1e4;
  weights.card.quality.push(quality);
  weights.card.against = [
    ...(weights.card.against ?? []),
    ...rows.map(({ gate, callsPerEpisode, warranted, caught, spared }) => ({
      on,
      gate,
      callsPerEpisode: short(callsPerEpisode),
      warranted: short(warranted),
      caught: short(caught),
      spared: short(spared),
    })),
  ];
}

function trained(...[episodes, horizon, data]: [Parameters<typeof train>[0], number, string | undefined]): GateWeights {
  try {
    return train(episodes, { horizon, ...(data === undefined ? {} : { data }) });
  } catch (error) {
    throw new BadInput((error as Error).message);
  }
}

const qualityLine = (q: Quality) =>
  `  ${q.on}: AUROC ${q.auroc.toFixed(3)}, Brier ${q.brier.toFixed(3)}, ECE ${q.ece.toFixed(3)} (${q.rows} steps of ${q.episodes} episodes, ${percent(q.positives, 0)} stuck)\n`;

function printed({ quality, rows }: GateComparison): string {
  const column = (x: number) => percent(x).padStart(8);
  const lines = rows.map(
    (row) =>
      `  ${row.gate.padEnd(34)} ${row.callsPerEpisode.toFixed(2).padStart(6)}  ${column(row.warranted)}  ${column(row.caught)}  ${column(row.spared)}`,
  );
  return `${qualityLine(quality).trim()}\n  ${'gate'.padEnd(34)} asks/ep  warranted  unresolved caught  resolved spared\n${lines.join('\n')}\n`;
}
