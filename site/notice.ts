/** NOTICE.txt of the built site: the licences of every package whose code it carries (page, workers, sandbox, packs). */
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { notice, origins } from '../scripts/licences.mjs';

/** Modules of the page and of its workers, which Vite bundles one by one. */
const files = new Set<string>();

type Bundle = Record<string, { type: string; moduleIds?: string[] }>;
const count = (bundle: Bundle) => Object.values(bundle).forEach((one) => one.moduleIds?.forEach((id) => files.add(id)));

/** For the workers' bundles, whose modules only count. */
export const countModules = (): Plugin => ({
  name: 'count-modules',
  apply: 'build',
  generateBundle: (_, bundle) => count(bundle as Bundle),
});

/** What scripts/sandbox.mjs noted as the inputs of its bundles, below the root. */
export function sandboxInputs(publicDir: string): string[] {
  const folder = path.join(publicDir, 'sandbox');
  const stamps = fs.readdirSync(folder).filter((name) => /^\.\w+\.json$/.test(name));
  return stamps.flatMap(
    (name) => (JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as { inputs: string[] }).inputs,
  );
}

export function noticeFile(): Plugin {
  let root = '';
  let publicDir = '';
  return {
    name: 'notice',
    apply: 'build',
    configResolved(config) {
      ({ root, publicDir } = config);
    },
    writeBundle({ dir }, bundle) {
      count(bundle as Bundle);
      const own = fs.readFileSync(path.join(root, 'LICENSE'), 'utf8').trim();
      const bundled = notice(origins([...files, ...sandboxInputs(publicDir)], root));
      const packs = fs.readFileSync(path.join(publicDir, 'sandbox/packs/NOTICE.txt'), 'utf8');
      const rule = '='.repeat(80);
      const text = `Protégé Playground\n\n${own}\n\n${rule}\nBundled in the page, its workers and the sandbox\n${rule}\n\n${bundled}\n${rule}\nTest libraries for the sandbox (sandbox/packs)\n${rule}\n\n${packs}`;
      fs.writeFileSync(path.join(dir!, 'NOTICE.txt'), text);
    },
  };
}
