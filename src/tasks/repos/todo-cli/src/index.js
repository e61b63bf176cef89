import { parseArgs, readId } from './args.js';
import { checkDate } from './dates.js';
import { TodoError } from './errors.js';
import { formatList, formatStats, formatTask } from './print.js';
import { filterTasks, sortTasks, statsOf } from './query.js';
import { loadList, saveList, storePath } from './store.js';

export { TodoError } from './errors.js';
export { TodoList } from './list.js';
export { loadList, saveList } from './store.js';
export { filterTasks, sortTasks, statsOf } from './query.js';

const USAGE = 'Usage: todo <add|list|done|edit|remove|clear|stats> [--file F] [options]\n';

const COMMANDS = {
  add(list, { rest, options }) {
    const { due, priority, tag } = options;
    const task = list.add(rest.join(' '), { due, priority, tags: tag });
    return { text: `Added ${formatTask(task)}\n`, save: true };
  },

  list(list, { options, today }) {
    const { all, done, tag, before, search, sort } = options;
    if (before !== undefined) checkDate(before);
    const tasks = sortTasks(filterTasks(list.tasks, { all, done, tags: tag, before, search }), sort);
    return { text: options.json ? JSON.stringify(tasks, null, 2) + '\n' : formatList(tasks, today) };
  },

  done(list, { rest }) {
    const tasks = rest.map((text) => list.complete(readId(text)));
    if (tasks.length === 0) throw new TodoError('Say which task is done');
    return { text: tasks.map((task) => `Done ${formatTask(task)}\n`).join(''), save: true };
  },

  edit(list, { rest, options }) {
    const { title, due, priority, tag } = options;
    const task = list.edit(readId(rest[0]), { title, due, priority, tags: tag.length > 0 ? tag : undefined });
    return { text: `Changed ${formatTask(task)}\n`, save: true };
  },

  remove(list, { rest }) {
    const task = list.remove(readId(rest[0]));
    return { text: `Removed ${formatTask(task)}\n`, save: true };
  },

  clear(list) {
    const count = list.clear();
    return { text: `Cleared ${count} ${count === 1 ? 'task' : 'tasks'}\n`, save: count > 0 };
  },

  stats(list, { options, today }) {
    const stats = statsOf(list.tasks, today ?? '');
    return { text: options.json ? JSON.stringify(stats) + '\n' : formatStats(stats) };
  },
};

/** Runs one command; `TODO_TODAY` in the environment sets the day that due dates are told from. */
export function run(argv, { cwd, env = {} }) {
  try {
    const { command, rest, options } = parseArgs(argv);
    if (options.help) return { code: 0, stdout: USAGE, stderr: '' };
    if (!Object.hasOwn(COMMANDS, command)) throw new TodoError(`Unknown command "${command}"`);
    const file = storePath({ file: options.file, cwd, env });
    const list = loadList(file);
    const today = env.TODO_TODAY ? checkDate(env.TODO_TODAY) : null;
    const { text, save } = COMMANDS[command](list, { rest, options, today });
    if (save) saveList(file, list);
    return { code: 0, stdout: text, stderr: '' };
  } catch (error) {
    if (!(error instanceof TodoError)) throw error;
    return { code: 1, stdout: '', stderr: `todo: ${error.message}\n` };
  }
}
