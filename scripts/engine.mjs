// npm run engine [-- cuda | vulkan]: llama.cpp for the terminal (`--protege gguf:file=…`), into native/, pinned. The project
// does not need it, and its GPU builds are hundreds of megabytes: so only what this machine can use is fetched.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, root, stop } from './setup.mjs';
import { ENGINE_VERSION } from '../src/engines/local.mjs';

const folder = path.join(root, 'native');
const stampFile = path.join(folder, 'node_modules', '.protege-install');
const VARIANTS = ['cuda', 'vulkan'];

/** What node-llama-cpp calls this machine; undefined where it has no binaries. */
function platform() {
  const { platform, arch } = process;
  if (platform === 'linux' && !(/** @type {any} */ (process.report?.getReport())?.header.glibcVersionRuntime))
    return undefined; // musl
  const names = {
    linux: { x64: 'linux-x64', arm64: 'linux-arm64', arm: 'linux-armv7l', riscv64: 'linux-riscv64' },
    darwin: { x64: 'mac-x64', arm64: 'mac-arm64-metal' },
    win32: { x64: 'win-x64', arm64: 'win-arm64' },
  };
  return names[platform]?.[arch];
}

/** Installs unless exactly this is there; returns what was installed before, now or not at all: 'here', 'installed'. */
function installEngine(variant) {
  const base = platform();
  if (!base)
    stop(
      `There is no ready-made llama.cpp for ${process.platform} ${process.arch} (or its C library). Run a server instead and use --protege endpoint:baseURL=http://127.0.0.1:8080/v1,model=….`,
    );
  if (variant !== undefined && !/-x64$/.test(base)) stop(`${base} has no ${variant} build; use \`npm run engine\`.`);
  const more = { cuda: [`${base}-cuda`, `${base}-cuda-ext`], vulkan: [`${base}-vulkan`] }[variant] ?? [];
  const packages = [base, ...more].map((name) => `@node-llama-cpp/${name}@${ENGINE_VERSION}`);
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'));
  const want = createHash('sha256').update(lock).update(packages.join(' ')).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === want) return 'here';
  console.error(
    `Installing llama.cpp for the terminal into native/ (${variant ? 'several hundred' : 'about 85'} MB, once) …`,
  );
  const flags = ['--no-save', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, args, options] = npm(['install', ...flags, ...packages]);
  const done = spawnSync(command, args, { ...options, cwd: folder, stdio: ['ignore', 2, 2] });
  if (done.status !== 0)
    stop('npm could not install it (see above). Check the network, then run `npm run engine` again.');
  fs.writeFileSync(stampFile, want);
  return 'installed';
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [variant, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (variant !== undefined && !VARIANTS.includes(variant)))
    stop('usage: npm run engine [-- cuda | vulkan]');
  const state = installEngine(variant);
  const card = variant === undefined && spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8' }).stdout?.split('\n')[0];
  console.log(
    `${state === 'here' ? 'It is here already' : 'Done'}: npm run protege -- repair … --protege gguf:file=smollm2 (npm run weights -- smollm2)`,
  );
  if (card)
    console.log(`There is a graphics card (${card}): \`npm run engine -- cuda\` or \`-- vulkan\` lets it compute.`);
}
