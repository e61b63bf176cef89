/** Preloads that only teach Node another syntax: the runtime reads ES modules and TypeScript by itself. */
const TRANSPILERS =
  /^(ts-node|tsx|esm|sucrase|esbuild-register|@babel\/(register|polyfill)|babel-register|@swc-node\/register|@swc\/register|jiti|source-map-support|@esbuild-kit\/(cjs|esm)-loader|ts-eager|tsconfig-paths|esbuild-runner|@oxc-node\/core|node-ts|ts-blank-space|amaro)(\/|$)/;

/** `tsx`, `ts-node/register`, `file:///repo/node_modules/tsx/dist/esm/index.mjs`. */
export const transpiles = (specifier: string): boolean =>
  TRANSPILERS.test(specifier.replace(/^.*\/node_modules\//, ''));
