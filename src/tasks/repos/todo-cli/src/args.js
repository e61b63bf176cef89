import { TodoError } from './errors.js';

const VALUED = new Set(['file', 'due', 'priority', 'tag', 'title', 'sort', 'before', 'search']);
const FLAGS = new Set(['all', 'done', 'json', 'help']);

/** `tag` may be given several times, the others once. */
export function parseArgs(argv) {
  const words = [];
  const options = { tag: [] };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (!arg.startsWith('--')) {
      words.push(arg);
      continue;
    }
    const eq = arg.indexOf('=');
    const name = eq === -1 ? arg.slice(2) : arg.slice(2, eq);
    if (FLAGS.has(name)) {
      options[name] = true;
      continue;
    }
    if (!VALUED.has(name)) throw new TodoError(`Unknown option --${name}`);
    const value = eq === -1 ? argv[++i] : arg.slice(eq + 1);
    if (value === undefined) throw new TodoError(`Option --${name} needs a value`);
    if (name === 'tag') options.tag.push(value);
    else options[name] = value;
  }
  const [command = 'list', ...rest] = words;
  return { command, rest, options };
}

export function readId(text) {
  if (!/^[1-9]\d*$/.test(text ?? '')) throw new TodoError(`"${text ?? ''}" is not a task number`);
  return Number(text);
}
