/** Every error an engine is known to throw becomes a typed state with something to try in this browser. */
import { describe, expect, test } from 'vitest';
import { browserOf, explainFault, type FaultCode } from '../../src/engines/faults';

const AGENTS = {
  chrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
  linux: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  android:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
};

test.each([
  ['chrome', 'chrome', 'windows', false],
  ['edge', 'edge', 'windows', false],
  ['linux', 'chrome', 'linux', false],
  ['firefox', 'firefox', 'linux', false],
  ['safari', 'safari', 'mac', false],
  ['iphone', 'safari', 'ios', true],
  ['android', 'chrome', 'android', true],
] as const)('%s is recognised', (agent, name, os, mobile) => {
  expect(browserOf(AGENTS[agent])).toEqual({ name, os, mobile });
});

/** [name, message, code]; messages are the packages' and browsers' own. */
const THROWN: [string, string, FaultCode][] = [
  ['WebGPUNotAvailableError', 'WebGPU is not supported in your current environment', 'no-webgpu'],
  [
    'Error',
    'Unable to find a compatible GPU. This issue might be because your computer doesnt have a GPU',
    'no-adapter',
  ],
  [
    'ShaderF16SupportError',
    'This model requires WebGPU extension shader-f16, which is not enabled in this browser.',
    'no-f16',
  ],
  ['GPUPipelineError', "[Invalid ShaderModule] extension 'f16' is not allowed in the current environment", 'no-f16'],
  [
    'Error',
    'Cannot initialize runtime because of requested maxStorageBufferBindingSize exceeds limit. requested=1024MB',
    'limits',
  ],
  ['DeviceLostError', 'The WebGPU device was lost while loading the model.', 'device-lost'],
  ['OutOfMemoryError', 'Out of memory: failed to load model', 'out-of-memory'],
  ['RuntimeError', 'std::bad_alloc', 'out-of-memory'],
  ['QuotaExceededError', 'The quota has been exceeded.', 'quota'],
  ['MissingFileError', 'params_shard_0.bin is not at https://x (404).', 'missing'],
  ['RefusedError', 'huggingface.co refuses tokenizer.json (401).', 'refused'],
  ['ServerError', 'huggingface.co failed on tokenizer.json (503).', 'refused'],
  ['WrongTypeError', 'https://x is a web page, not a file.', 'wrong-type'],
  ['WrongFormatError', 'The model library is no WebAssembly file.', 'wrong-format'],
  ['IntegrityError', 'params_shard_0.bin is damaged or was changed', 'damaged'],
  ['CutError', 'The connection was cut while params_shard_0.bin came in.', 'cut'],
  ['StalledError', 'params_shard_0.bin: not a byte in 30 s.', 'cut'],
  ['UnreachableError', 'example.com cannot be reached.', 'unreachable'],
  ['PolicyError', 'This build of the site may not load from example.com', 'policy'],
  ['LinkError', 'WebAssembly.instantiate(): Import #3 "env": function import requires a callable', 'library'],
  ['Error', 'Cannot find parameter in cache: model.embed_tokens.q_weight', 'library'],
  [
    'ContextWindowSizeExceededError',
    'Prompt tokens exceed context window size: 5000; context window size: 4096',
    'context',
  ],
  ['RangeError', 'Array buffer allocation failed', 'out-of-memory'],
  ['ModelNotLoadedError', 'No model is loaded.', 'not-loaded'],
  ['NoFileError', 'This model comes from a file on your disk. Open the file again.', 'no-file'],
  ['AddressError', '"http://x" is not allowed', 'address'],
  ['WorkerLostError', 'The engine stopped: x.', 'worker'],
  ['TypeError', 'something else', 'unknown'],
];

describe.each(Object.keys(AGENTS) as (keyof typeof AGENTS)[])('in %s', (agent) => {
  test.each(THROWN)('%s: %s', (name, message, code) => {
    const fault = explainFault({ name, message }, browserOf(AGENTS[agent]));
    expect(fault.code).toBe(code);
    expect(fault.what).toMatch(/\S/);
    expect(fault.fixes.length).toBeGreaterThan(0);
    for (const fix of fault.fixes) expect(fix).toMatch(/[.:]/);
  });
});

test('the fix names this browser, this system and being offline', () => {
  const f16 = { name: 'ShaderF16SupportError', message: '' };
  expect(explainFault(f16, browserOf(AGENTS.linux)).fixes.join()).toContain('vulkan_enable_f16_on_nvidia');
  expect(explainFault(f16, browserOf(AGENTS.chrome)).fixes.join()).not.toContain('vulkan');
  const none = { name: 'WebGPUNotAvailableError', message: '' };
  expect(explainFault(none, browserOf(AGENTS.safari)).fixes[0]).toContain('Safari');
  expect(explainFault(none, browserOf(AGENTS.iphone)).fixes[0]).toContain('iOS');
  const away = explainFault({ name: 'UnreachableError', message: '' }, browserOf(AGENTS.chrome), false);
  expect(away.fixes[0]).toMatch(/^You are offline/);
});
