/** esbuild options of the exec worker; scripts/sandbox.mjs and the tests both build with these. */
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @type {import('esbuild').BuildOptions} */
export const execBundle = {
  entryPoints: [at('../../workers/exec.ts')],
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'silent',
  // readable-stream asks for `events`: it must get ours, so that streams are instances of the guest's EventEmitter.
  alias: { events: at('./builtins/eventsmodule.ts') },
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.READABLE_STREAM': 'undefined' },
};
