/** The `node` command line of one process: options, the entry, -e/-p, stdin, --check, --test. */
import { asyncContext } from './context';
import type { Guest } from './guest';
import type { Instance } from './instance';
import { hasModuleSyntax, locateSyntaxError } from './loader/syntax';
import { transformScript } from './loader/transform';
import { hiddenNames } from './loader/waits';
import { toText, normalize } from './vfs';
import { transpiles } from './transpilers';
import { VERSION } from './builtins/process';
import { inspect } from './builtins/inspect';
import { check as checkText } from './loader/script';
import { makeModule, makeRequire } from './loader/commonjs';

export interface NodeCommand {
  kind: 'file' | 'eval' | 'stdin' | 'test' | 'version' | 'check' | 'help' | 'bad';
  /** File, code or message. */
  text: string;
  print: boolean;
  module: boolean;
  preload: { kind: 'require' | 'import'; specifier: string }[];
  execArgv: string[];
  args: string[];
  options: Record<string, string | true>;
  envFiles: string[];
}

const VALUED = new Set([
  '--input-type',
  '--test-name-pattern',
  '--test-skip-pattern',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-concurrency',
  '--test-timeout',
  '--test-shard',
  '--conditions',
  '-C',
  '--max-old-space-size',
  '--stack-trace-limit',
  '--experimental-loader',
  '--loader',
  '--env-file',
  '--env-file-if-exists',
  '--title',
  '--unhandled-rejections',
  '--disable-warning',
  '--icu-data-dir',
  '--test-coverage-include',
  '--test-coverage-exclude',
]);

export function parseCommand(argv: string[]): NodeCommand {
  const command: NodeCommand = {
    kind: 'stdin',
    text: '',
    print: false,
    module: false,
    preload: [],
    execArgv: [],
    args: [],
    options: {},
    envFiles: [],
  };
  let i = 0;
  let code: string | undefined;
  let test = false;
  let check = false;
  for (; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    command.execArgv.push(arg);
    const at = arg.indexOf('=');
    const name = arg.startsWith('--') && at > 0 ? arg.slice(0, at) : arg;
    const value = () => {
      if (name !== arg) return arg.slice(at + 1);
      command.execArgv.push(argv[i + 1] ?? '');
      return argv[++i] ?? '';
    };
    if (name === '-e' || name === '--eval') code = value();
    else if (name === '-p' || name === '--print' || name === '-pe') {
      command.print = true;
      code = value();
    } else if (name === '-r' || name === '--require') command.preload.push({ kind: 'require', specifier: value() });
    else if (name === '--import') command.preload.push({ kind: 'import', specifier: value() });
    else if (name === '--test') test = true;
    else if (name === '-c' || name === '--check') check = true;
    else if (name === '-v' || name === '--version') return { ...command, kind: 'version' };
    else if (name === '-h' || name === '--help') return { ...command, kind: 'help' };
    else if (name === '--env-file' || name === '--env-file-if-exists') command.envFiles.push(value());
    else if (name === '-i' || name === '--interactive')
      return { ...command, kind: 'bad', text: 'the interactive prompt is not available in this sandbox' };
    else if (name === '--watch' || name.startsWith('--inspect'))
      return { ...command, kind: 'bad', text: `${name} is not available in this sandbox` };
    else if (VALUED.has(name)) command.options[name] = value();
    else if (
      /^(--experimental-|--no-|--trace-|--enable-|--disable-|--preserve-|--harmony|--expose|--abort-|--allow-|--stack|--max-|--throw-|--pending-|--report-|--test-|--prof|--cpu-|--frozen-|--import|--insecure|--use-|--force-|--huge|--jitless|--interpreted|--permission|--watch|--deprecation|--warnings|--async|--network|--entry-url|--localstorage|--icu|--v8|--zero-fill|--tls|--dns|--secure|--openssl|--diagnostic|--heapsnapshot|--heap-|--gc|--unhandled|--allow_)/.test(
        name,
      )
    )
      command.options[name] = at > 0 ? arg.slice(at + 1) : true;
    else return { ...command, kind: 'bad', text: `node: bad option: ${arg}` };
  }
  const rest = argv.slice(i);
  if (command.options['--input-type'] === 'module') command.module = true;
  if (test) return { ...command, kind: 'test', args: rest };
  if (code !== undefined) return { ...command, kind: 'eval', text: code, args: rest };
  if (rest.length === 0 || rest[0] === '-') return { ...command, kind: check ? 'check' : 'stdin', args: rest.slice(1) };
  return { ...command, kind: check ? 'check' : 'file', text: rest[0]!, args: rest.slice(1) };
}

const LOADERS = ['--loader', '--experimental-loader'];

/** What is loaded before the entry: transpilers are not, the runtime reads their languages by itself. */
export function preloads(instance: Instance, { preload, options }: NodeCommand): NodeCommand['preload'] {
  const given = [...preload.map((one) => one.specifier), ...LOADERS.map((name) => String(options[name] ?? ''))];
  if (given.some(transpiles)) instance.loader.resolver.typescript = true;
  return preload.filter((one) => !transpiles(one.specifier));
}

/** Runs preloads and the entry; returns a promise when something is awaited. The loop then decides when to exit. */
export function runCommand(instance: Instance, command: NodeCommand): void | Promise<void> {
  for (const path of command.envFiles) instance.builtin('process').loadEnvFile(path);
  const preload = preloads(instance, command);
  const imports = preload.filter((one) => one.kind === 'import');
  for (const one of preload)
    if (one.kind === 'require') instance.loader.require(one.specifier, instance.cwd + '/[preload]');
  if (imports.length === 0) return runEntry(instance, command);
  return (async () => {
    for (const one of imports) await instance.loader.import(one.specifier, instance.cwd + '/[preload]');
    await runEntry(instance, command);
  })();
}

function runEntry(instance: Instance, command: NodeCommand): void | Promise<void> {
  switch (command.kind) {
    case 'version':
      return instance.write(1, VERSION + '\n');
    case 'help':
      return instance.write(
        1,
        "Usage: node [options] [ script.js ] [arguments]\nThis is the sandbox's own Node-compatible runtime. Options: -e -p -r -c -v --import --test --test-name-pattern --test-only --test-reporter\n",
      );
    case 'bad':
      instance.write(2, command.text + '\n');
      instance.builtin('process').exitCode = 9;
      return undefined;
    case 'check':
      return check(instance, command);
    case 'file':
      return runMain(instance, command.text);
    case 'eval':
      return runText(instance, command.text, '[eval]', command);
    default:
      return runText(instance, instance.stdinText(), '[stdin]', command);
  }
}

/** The main script: a path, an extension-less path or a directory. */
export function runMain(instance: Instance, script: string): void | Promise<void> {
  const { loader } = instance;
  const asked = normalize(script.startsWith('/') ? script : `${instance.cwd}/${script}`);
  let path: string;
  try {
    path = loader.resolver.resolve(asked + (script.endsWith('/') ? '/' : ''), instance.cwd + '/x', 'require');
  } catch (error) {
    const e = error as Guest;
    if (e.code !== 'MODULE_NOT_FOUND') throw error;
    throw Object.assign(new Error(`Cannot find module '${asked}'`), { code: 'MODULE_NOT_FOUND', requireStack: [] });
  }
  const process = instance.builtin('process');
  process.argv[1] = path;
  instance.script = path;
  const target = loader.target(path, 'node');
  if (typeof target === 'function') {
    if (path.endsWith('.json')) return void target();
    loader.runMain(path);
    return undefined;
  }
  target.link();
  return settle(instance, target.evaluateAsync());
}

function settle(instance: Instance, done: void | Promise<void>): void | Promise<void> {
  if (!done) return undefined;
  instance.unsettled = true;
  return done.finally(() => {
    instance.unsettled = false;
  });
}

function runText(instance: Instance, text: string, name: string, command: NodeCommand): void | Promise<void> {
  const { loader } = instance;
  const path = `${instance.cwd === '/' ? '' : instance.cwd}/${name}`;
  const show = (value: Guest) => instance.console.log(typeof value === 'string' ? value : inspect(value));
  if (command.module || (hasModuleSyntax(text, path) && !command.print)) {
    const module = loader.esmText(path, text);
    module.link();
    return settle(instance, module.evaluateAsync());
  }
  const module = makeModule(loader, path);
  module.id = name;
  module.filename = path;
  const scope = globalThis as Guest;
  Object.assign(scope, {
    module,
    exports: module.exports,
    require: makeRequire(loader, module),
    __filename: name,
    __dirname: '.',
  });
  const names = hiddenNames(text);
  Object.defineProperty(scope, names.import, { value: loader.dynamicImport(path), configurable: true });
  Object.defineProperty(scope, names.async, { value: asyncContext, configurable: true });
  // The names of all builtins are globals in -e, as in Node.
  for (const builtin of loader.Module.builtinModules ?? instance.builtin('module').builtinModules) {
    if (builtin.includes('/') || builtin.startsWith('_') || builtin in scope) continue;
    Object.defineProperty(scope, builtin, {
      get: () => instance.builtin(builtin),
      set: (value) =>
        Object.defineProperty(scope, builtin, { value, writable: true, configurable: true, enumerable: true }),
      configurable: true,
      enumerable: false,
    });
  }
  let value: Guest;
  try {
    value = evaluate(`${transformScript(text, path)}\n//# sourceURL=${name}`);
  } catch (error) {
    throw error instanceof SyntaxError ? locateSyntaxError(text, name, error) : error;
  }
  if (command.print) show(value);
  return undefined;
}
const evaluate = globalThis.eval;

function check(instance: Instance, command: NodeCommand): void {
  const path = normalize(command.text.startsWith('/') ? command.text : `${instance.cwd}/${command.text}`);
  const text =
    command.text === ''
      ? instance.stdinText()
      : toText(instance.fs.read(instance.loader.resolver.resolve(path, instance.cwd + '/x', 'require')));
  checkText(instance.loader, text, path);
}
