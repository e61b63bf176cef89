/** The recorded episodes in public/demo as a list that is built into the page. */
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import type { Demo } from '../src/ui/demos.ts';

const ID = 'virtual:demos';

type Said = { by?: string; model?: string };
interface Recorded {
  task?: string;
  public?: { title?: string };
  config?: {
    protege?: { id?: string; options?: Record<string, unknown> };
    expert?: { id?: string; options?: Record<string, unknown> } | null;
    scaffold?: { id?: string };
  };
  steps?: { generations?: Said[] }[];
  exit?: string | null;
  report?: { resolved?: boolean };
}

/** `qwen2.5-coder-1.5b-instruct-q4_k_m.gguf` -> its name and how its weights are rounded. */
function named(model: string): { model: string; quantization: string } {
  const name = model
    .split('/')
    .at(-1)!
    .replace(/\.gguf$/i, '');
  const found = /[-.](q\d\w*|iq\d\w*|bf16|f16|f32)(-mlc)?$/i.exec(name);
  return { model: found ? name.slice(0, found.index) : name, quantization: found ? found[1]!.toUpperCase() : '' };
}

/** @throws when a file is no recorded episode: a site without its demos should not be built unnoticed. */
export function demoOf(file: string, text: string): Demo {
  const value = JSON.parse(text) as { info?: { protege?: Recorded }; demo?: Partial<Demo> } & Recorded;
  const episode = value.info?.protege ?? value;
  const { config, steps, task } = episode;
  if (!config?.protege?.id || !Array.isArray(steps) || !task)
    throw new Error(`public/demo/${file} holds no recorded episode; make it with \`npm run record\`.`);
  const all = steps.flatMap(({ generations = [] }) => generations);
  const who = (by: string, choice: { id?: string; options?: Record<string, unknown> }) =>
    all.find((one) => one.by === by && one.model)?.model ??
    String(choice.options?.file ?? choice.options?.model ?? choice.id);
  return {
    file,
    title: episode.public?.title ?? task,
    ...named(who('protege', config.protege)),
    expert: config.expert ? named(who('expert', config.expert)).model : null,
    guided: config.scaffold?.id === 'guided',
    steps: steps.length,
    asks: all.filter(({ by }) => by === 'expert').length,
    exit: (episode.exit ?? null) as Demo['exit'],
    resolved: episode.report?.resolved ?? null,
    machine: '',
    note: '',
    ...value.demo,
  };
}

/** The list as it is in `folder` now, by file name. */
function read(folder: string): Demo[] {
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).filter((name) => /^real-.*\.json$/.test(name)) : [];
  return names.sort().map((name) => demoOf(name, fs.readFileSync(path.join(folder, name), 'utf8')));
}

export function demoList(): Plugin {
  let folder = '';
  return {
    name: 'demo-list',
    configResolved(config) {
      folder = path.join(config.publicDir, 'demo');
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? `export default ${JSON.stringify(read(folder))};` : undefined),
    // what is fetched at first paint is what the landing page plays
    transformIndexHtml(html) {
      const first = read(folder).find(({ landing }) => landing);
      return first ? html.replace('./trajectories/demo.traj.json', `./demo/${first.file}`) : html;
    },
  };
}
