/** Tells the engines where their workers are; their code is fetched only when one is started. */
import { engines } from '../../engines/host';
import { startWorker } from '../../lib/worker';
import webllm from '../../../workers/webllm?worker&url';
import wllama from '../../../workers/wllama?worker&url';

const urls = { webllm, wllama };

export function provideEngines(): void {
  engines.provide((engine) => startWorker(urls[engine], engine));
}
