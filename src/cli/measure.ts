/** protege measure: the paper's metrics over any recorded episodes, one row per team. */
import { BadInput } from '../lib/badinput';
import { measureAsks, summarizeRows, type Measured } from '../trajectory/measure';
import { aligned, labelled, type Named } from '../experiments/armtable';
import { parse, type Command } from './command';
import { readEpisodes } from './episodes';

export const command: Command = {
  about: 'print the metrics of recorded episodes: Pass@1, calls, token share, money, loops, asks',
  help: `
usage: protege measure <DIR|FILE>... [--json]

Episodes are .traj.json files or result folders of "protege bench" and "protege arms". One row per protégé, expert and gate:
n, Pass@1 with its Wilson interval, expert calls and steps a task, expert share of the tokens (read and written; written
only), money a task, loops (episodes with a row of the same kind of command longer than 10), and of the asks with a known
outcome: helped (fewer tests fail within 10 steps), followed (the next edit is where the advice points), the judge's means.

Exit code: 0 done, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'json');
    if (positionals.length === 0) throw new BadInput('Name at least one folder of episodes; see --help.');
    const groups = new Map<string, Measured[]>();
    for (const trajectory of readEpisodes(positionals, (text) => void process.stderr.write(`${text}\n`))) {
      const { protege, expert, gate } = trajectory.config;
      const team = `${protege.id}${expert ? ` with ${labelled(expert.id)}, ${gate.id}` : ' alone'}`;
      groups.set(team, [...(groups.get(team) ?? []), measureAsks(trajectory)]);
    }
    const rows = [...groups].map(([label, measures]): Named => {
      const summary = summarizeRows(measures);
      return { label, ...summary, costPerTask: summary.cost === null ? null : summary.cost / summary.n };
    });
    if (values.json) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    else process.stdout.write(`${aligned(rows).join('\n')}\n`);
    return 0;
  },
};
