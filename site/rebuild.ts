/** While developing: a change in what the sandbox's bundles are made of builds them anew and loads the page again. */
import path from 'node:path';
import type { Plugin } from 'vite';
import { sandboxInputs } from './notice.ts';

export function rebuildSandbox(): Plugin {
  let building = Promise.resolve();
  return {
    name: 'rebuild-sandbox',
    apply: (_, { command }) => command === 'serve' && !process.env.VITEST,
    configureServer({ config, watcher, ws }) {
      watcher.on('change', (file) => {
        if (!sandboxInputs(config.publicDir).includes(path.relative(config.root, file))) return;
        building = building.then(async () => {
          try {
            const { buildSandbox } = await import('../scripts/sandbox.mjs');
            await buildSandbox();
            config.logger.info('sandbox bundles rebuilt', { timestamp: true });
            ws.send({ type: 'full-reload' });
          } catch (error) {
            config.logger.error(`The sandbox's bundles could not be built: ${(error as Error).message}`);
          }
        });
      });
    },
  };
}
