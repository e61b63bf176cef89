/** Hosts web-llm; the only place that imports it. */
import { MLCEngine } from '@mlc-ai/web-llm';
import { appConfig } from '../src/engines/mlc';
import { createWebllm } from '../src/engines/webllm';
import { serve } from '../src/lib/rpc';

serve(
  self,
  createWebllm({
    build: (source, initProgressCallback) =>
      new MLCEngine({ appConfig: appConfig(source), initProgressCallback, logLevel: 'WARN' }),
  }),
);
