/** protege record: one real episode as a file that the page replays at first paint. */
import fs from 'node:fs';
import path from 'node:path';
import { toMini } from '../trajectory/exporters';
import { workspace } from '../tasks/load';
import { BadInput, parse, type Command } from './command';
import { findTasks, root } from './library';
import { narrate } from './repair';
import { configOf, episode, teamHelp, teamOptions } from './team';

export const command: Command = {
  about: 'record an episode for the page to replay',
  help: `
usage: protege record <task id> [--out FILE] [options]

Runs the episode for real and writes it as .traj.json (default public/trajectories/demo.traj.json), unless it was not
resolved: then nothing is written.
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

Exit code: 0 written, 1 not resolved, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, { ...teamOptions, out: { type: 'string' } });
    const [where] = positionals;
    if (where === undefined || positionals.length > 1) throw new BadInput('Name one task id to record; see --help.');
    const found = findTasks(where);
    if (found.length !== 1) throw new BadInput(`"${where}" names ${found.length} tasks; give one task id.`);
    const task = found[0]!.load();
    const { trajectory, outcome } = await episode(task, configOf(values), narrate);
    if (!outcome.resolved) {
      process.stderr.write('Not resolved, so not recorded; try another task or seed.\n');
      return 1;
    }
    const file = path.resolve(values.out ?? path.join(root, 'public/trajectories/demo.traj.json'));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${JSON.stringify({ ...toMini(trajectory), files: workspace(task) })}\n`);
    process.stderr.write(`${file}: ${trajectory.steps.length} steps, ${fs.statSync(file).size} bytes\n`);
    return 0;
  },
};
