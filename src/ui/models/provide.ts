/** Tells the engines where their workers are; their code is fetched only when one is started. */
import { engines, mentor } from '../../engines/host';
import { startWorker } from '../../lib/worker';
import webllm from '../../../workers/webllm?worker&url';
import wllama from '../../../workers/wllama?worker&url';

const urls = { webllm, wllama };

export function provideEngines(): void {
  for (const one of [engines, mentor]) one.provide((engine) => startWorker(urls[engine], engine));
}
