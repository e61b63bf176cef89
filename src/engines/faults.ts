/** An engine's error -> a typed state: what happened, and what to try in this browser. Pure. */

export type FaultCode =
  | 'no-webgpu'
  | 'no-adapter'
  | 'no-f16'
  | 'limits'
  | 'device-lost'
  | 'out-of-memory'
  | 'unreachable'
  | 'policy'
  | 'missing'
  | 'refused'
  | 'wrong-type'
  | 'wrong-format'
  | 'damaged'
  | 'cut'
  | 'quota'
  | 'library'
  | 'context'
  | 'not-loaded'
  | 'no-file'
  | 'address'
  | 'worker'
  | 'unknown';

export interface EngineFault {
  code: FaultCode;
  /** One sentence. */
  what: string;
  /** Things to try, best first. */
  fixes: string[];
}

export interface Browser {
  name: 'chrome' | 'edge' | 'firefox' | 'safari' | 'other';
  mobile: boolean;
  os: 'windows' | 'mac' | 'linux' | 'android' | 'ios' | 'other';
}

export function browserOf(agent: string): Browser {
  const os = /android/i.test(agent)
    ? 'android'
    : /iphone|ipad|ipod/i.test(agent)
      ? 'ios'
      : /windows/i.test(agent)
        ? 'windows'
        : /mac os/i.test(agent)
          ? 'mac'
          : /linux|x11/i.test(agent)
            ? 'linux'
            : 'other';
  const name = /edg(e|a|ios)?\//i.test(agent)
    ? 'edge'
    : /firefox|fxios/i.test(agent)
      ? 'firefox'
      : /chrome|crios|chromium/i.test(agent)
        ? 'chrome'
        : /safari/i.test(agent)
          ? 'safari'
          : 'other';
  return { name, os, mobile: os === 'android' || os === 'ios' || /mobile/i.test(agent) };
}

const RULES: [FaultCode, RegExp][] = [
  ['out-of-memory', /^OutOfMemoryError|bad_alloc/],
  ['no-f16', /ShaderF16SupportError|shader-?f16|extension 'f16'/i],
  ['device-lost', /DeviceLostError|device (was )?lost|GPU connection lost|A valid external Instance/i],
  ['no-adapter', /NoAdapterError|Unable to find a compatible GPU/i],
  ['no-webgpu', /WebGPUNotAvailableError|WebGPU is not supported/i],
  ['limits', /FeatureSupportError|requested exceeds limit|maxBufferSize|maxStorageBuffer/i],
  ['quota', /QuotaExceeded|quota|not enough (disk )?space|disk is full/i],
  ['missing', /^MissingFileError/],
  ['refused', /^(RefusedError|ServerError)/],
  ['wrong-type', /^WrongTypeError/],
  ['wrong-format', /^WrongFormatError|invalid magic|failed to load model|Error while calling start/i],
  ['damaged', /^IntegrityError/],
  ['cut', /^(CutError|StalledError)/],
  ['policy', /^PolicyError/],
  ['unreachable', /^UnreachableError|Failed to fetch|NetworkError|Load failed/i],
  ['library', /LinkError|CompileError|Cannot find parameter|cannot find function|import requires|ABI/i],
  ['context', /ContextWindowSizeExceeded|exceed_context_size|exceeds the available context/i],
  [
    'out-of-memory',
    /out of memory|OOM|allocation failed|could not allocate|failed to allocate|memory access out of bounds/i,
  ],
  ['not-loaded', /^ModelNotLoaded/],
  ['no-file', /^NoFileError/],
  ['address', /^(AddressError|WrongHashError)/],
  ['worker', /^(WorkerLostError|NoWorkerError)/],
];

/** @param online `navigator.onLine` */
export function explainFault(
  { name, message }: { name: string; message: string },
  browser: Browser,
  online = true,
): EngineFault {
  const text = `${name}: ${message}`;
  const code = RULES.find(([, rule]) => rule.test(text))?.[0] ?? 'unknown';
  return { code, what: WHAT[code] ?? message, fixes: fixes(code, browser, online) };
}

const WHAT: Partial<Record<FaultCode, string>> = {
  'no-webgpu': 'This browser has no WebGPU, so it cannot run a model on the graphics card.',
  'no-adapter': 'The browser has WebGPU, but offers no graphics card to it.',
  'no-f16':
    'This model computes in 16-bit numbers (shader-f16), which this browser does not offer on this graphics card.',
  'device-lost': 'The graphics card was lost: its memory ran out, its driver restarted, or the browser reset it.',
  'out-of-memory': 'There was not enough memory for this model.',
  quota: 'The browser has no room left for the files of this model.',
  library: 'The model library does not fit this version of web-llm or these weights.',
};

const UPDATE: Record<Browser['name'], string> = {
  chrome: 'Update Chrome to 121 or newer.',
  edge: 'Update Edge to 121 or newer.',
  firefox: 'Firefox has WebGPU from 141 on Windows and 145 on Apple computers; elsewhere use Chrome or Edge.',
  safari: 'Safari has WebGPU from 26 on; before that use Chrome or Edge.',
  other: 'Use a current Chrome or Edge.',
};
const ON_CPU = 'Load a small GGUF model with llama.cpp instead: it runs on the processor in every browser.';
const SMALLER = 'Choose a smaller model, or a shorter context.';

function acceleration({ name, os }: Browser): string {
  if (name === 'firefox') return 'Open about:config and set dom.webgpu.enabled to true, then restart Firefox.';
  if (name === 'safari') return 'Turn WebGPU on under Settings, Feature Flags.';
  const page = name === 'edge' ? 'edge' : 'chrome';
  const linux =
    os === 'linux' ? ` On Linux also turn on ${page}://flags/#enable-unsafe-webgpu and #enable-vulkan.` : '';
  return `Turn on hardware acceleration in the settings (System), restart, and look at ${page}://gpu.${linux}`;
}

function fixes(code: FaultCode, browser: Browser, online: boolean): string[] {
  switch (code) {
    case 'no-webgpu':
      return [
        ...(browser.os === 'ios' ? ['Update to iOS 26, where WebGPU is on.'] : [UPDATE[browser.name]]),
        'WebGPU needs a secure page: https:// or localhost.',
        ON_CPU,
      ];
    case 'no-adapter':
      return [acceleration(browser), 'Update the graphics driver.', ON_CPU];
    case 'no-f16':
      return [
        'Choose the q4f32 build of the same model: it needs no 16-bit numbers.',
        ...(browser.os === 'linux' && browser.name !== 'firefox'
          ? [
              'Chrome on Linux hides 16-bit numbers on NVIDIA cards; a launch with --enable-dawn-features=vulkan_enable_f16_on_nvidia shows them.',
            ]
          : []),
      ];
    case 'limits':
      return [SMALLER, 'Update the graphics driver.', ON_CPU];
    case 'device-lost':
      return [
        'Press Load again: the files are still here, and a run goes on where it was.',
        SMALLER,
        'Close other tabs and programs that use the graphics card.',
        ...(browser.mobile ? ['Phones end tabs that use more than about 1.5 GB; choose a 0.5B model.'] : []),
      ];
    case 'out-of-memory':
      return [SMALLER, 'Close other tabs and programs.', ...(browser.mobile ? ['On a phone, stay with 0.5B.'] : [])];
    case 'unreachable':
      return online
        ? [
            'Check the address, and that its server lets this page read it (CORS).',
            'Try again: files that came in are kept.',
          ]
        : ['You are offline. Connect, then press Load again: files that came in are kept.'];
    case 'policy':
      return [
        'Download the file yourself and open it from your disk (GGUF), or serve it on this machine.',
        'Or build the site with its host listed: PROTEGE_CONNECT=https://host npm run build.',
      ];
    case 'missing':
      return ['Check the address: web-llm looks for its files in <address>/resolve/main/.'];
    case 'refused':
      return ['The server wants a login or is busy. Try again later, or use an address that needs none.'];
    case 'wrong-type':
      return ['The address leads to a web page. Give the folder or file itself.'];
    case 'wrong-format':
      return ['Check that the address names weights made by mlc_llm, or a .gguf file, and that the file is whole.'];
    case 'damaged':
      return ['It was fetched twice and was wrong twice. Check the hash you entered, or use another source.'];
    case 'cut':
      return ['Press Load again: it goes on where it stopped.', 'On a slow line, choose a smaller model.'];
    case 'quota':
      return [
        'Delete models you do not use, below.',
        ...(browser.name === 'firefox' || browser.name === 'safari'
          ? ['A private window has little room: use a normal one.']
          : ['Free some space on the disk: the browser lends a share of it. Guest and incognito windows get less.']),
        SMALLER,
      ];
    case 'library':
      return [
        'Delete the model below and load it again: an older library may be in the cache.',
        'For your own weights, use the library of the same architecture and quantization, made for this web-llm version.',
      ];
    case 'context':
      return ['Load the model with a longer context, or choose one with fewer tokens in its task.'];
    case 'not-loaded':
      return ['Load the model in the Models room.'];
    case 'no-file':
      return ['Open the file again: the browser may not keep access to your disk.'];
    case 'address':
      return ['Use https:// addresses, or http:// on this machine.'];
    case 'worker':
      return ['Press Load again. If it stops again, choose a smaller model.', 'Reload the page.'];
    case 'unknown':
      return ['Try again.', 'Open the Doctor for what this browser can do, and copy its report if you file an issue.'];
  }
}
