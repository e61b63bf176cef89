/** The isolated page (container.html): the same page, with the headers and frames that a WebContainer needs. */
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/** The engine's own page, its previews and the hosts they load from. */
const FRAMES =
  'https://stackblitz.com https://*.stackblitz.io https://*.staticblitz.com https://*.webcontainer.io https://*.webcontainer-api.io';

/** As public/_headers has them: every page is isolated; a file of the dev server may be a worker, which asks for the same. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'credentialless',
};

export function containerPage(): Plugin {
  let out = '';
  return {
    name: 'container-page',
    configResolved(config) {
      out = path.resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const page = request.url?.replace(/[?#].*$/, '') ?? '';
        for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
        if (page === '/container.html') request.url = '/index.html';
        next();
      });
    },
    closeBundle() {
      const index = path.join(out, 'index.html');
      if (!fs.existsSync(index)) return;
      const html = fs.readFileSync(index, 'utf8').replace(/frame-src 'self'/, `frame-src 'self' ${FRAMES}`);
      fs.writeFileSync(path.join(out, 'container.html'), html);
    },
  };
}
