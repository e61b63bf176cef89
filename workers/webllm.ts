/** Hosts web-llm; the only place that imports it. */
import { MLCEngine } from '@mlc-ai/web-llm';
import { appConfig } from '../src/engines/mlc';
import { createWebllm } from '../src/engines/webllm';
import { confined } from '../src/lib/canary';
import { serve } from '../src/lib/rpc';

const engine = createWebllm({
  build: (source, initProgressCallback) =>
    new MLCEngine({ appConfig: appConfig(source), initProgressCallback, logLevel: 'WARN' }),
});

serve(self, { ...engine, confined });
