import type { BuildOptions } from 'esbuild';
export const execBundle: BuildOptions;
