// npm run bench: the figures of docs/figures.md. One JSON object per figure: {group, name, value, unit, goal, ok, n}.
// Figures are medians unless their name says otherwise; `goal` reads "<= 1.5". Timings belong here, not in tests.
import { install, stop } from './setup.mjs';

const groups = {
  paint: () => import('./bench/paint.mjs'),
  teach: () => import('./bench/lessons.mjs'),
  sandbox: () => import('./bench/sandbox.mjs'),
  harness: () => import('./bench/harness.mjs'),
  import: () => import('./bench/import.mjs'),
  gate: () => import('./bench/gate.mjs'),
  engine: () => import('./bench/engine.mjs'),
  training: () => import('./bench/training.mjs'),
  native: () => import('./bench/native.mjs'),
  wllama: () => import('./bench/wllama.mjs'),
  localise: () => import('./bench/localise.mjs'),
};

install();
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
if (only !== undefined && !(only in groups))
  stop(`There is no group "${only}"; use one of ${Object.keys(groups).join(', ')}.`);
const json = process.argv.includes('--json');

let missed = 0;
for (const [group, load] of Object.entries(groups)) {
  if (only !== undefined && only !== group) continue;
  const { measure } = await load();
  await measure(({ name, value, unit, goal, n }) => {
    const limit = Number(/[\d.]+/.exec(goal)?.[0]);
    const ok = goal.startsWith('>=') ? value >= limit : value <= limit;
    if (!ok) missed++;
    const rounded = Math.round(value * 1000) / 1000;
    if (json) console.log(JSON.stringify({ group, name, value: rounded, unit, goal, ok, n }));
    else
      console.log(
        `${ok ? '✔' : '✘'} ${group.padEnd(8)} ${name.padEnd(58)} ${String(rounded).padStart(9)} ${unit.padEnd(6)} goal ${goal} (n=${n})`,
      );
  });
}
if (!json) console.log(missed === 0 ? 'All goals met.' : `${missed} goal${missed === 1 ? '' : 's'} missed.`);
process.exit(0);
