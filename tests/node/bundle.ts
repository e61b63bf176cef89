/** The exec worker's bundle, built in memory: the same options as scripts/sandbox.mjs. */
import { build } from 'esbuild';
import { execBundle } from '../../src/node/bundle.mjs';

let text: Promise<string> | undefined;

export function bundle(): Promise<string> {
  text ??= build({ ...execBundle, write: false }).then((result) => result.outputFiles[0]!.text);
  return text;
}
