import { createRequire } from 'node:module';
const { line, error, file } = createRequire(import.meta.url)('./write.cjs');
const state = {
  pass: 'pass',
  fail: 'fail',
  skip: 'skip',
  todo: 'todo',
  passed: 'pass',
  failed: 'fail',
  skipped: 'skip',
  pending: 'skip',
};
export default class {
  #told = false;
  onInit() {
    line({ started: true });
  }
  #end(files) {
    if (this.#told) return;
    this.#told = true;
    const walk = (task, names, name) => {
      if (task.tasks) {
        if (!task.tasks.length && task.result?.errors?.length)
          line({
            test: {
              name: [...names, task.name].join(' '),
              file: name,
              status: 'fail',
              ms: 0,
              error: error(task.result.errors[0]),
            },
          });
        for (const inner of task.tasks) walk(inner, task.filepath ? names : [...names, task.name], name);
        return;
      }
      const status =
        task.mode === 'todo' ? 'todo' : task.mode === 'skip' ? 'skip' : (state[task.result?.state] ?? 'skip');
      line({
        test: {
          name: [...names, task.name].join(' '),
          file: name,
          status,
          ms: task.result?.duration ?? 0,
          ...(status === 'fail' ? { error: error(task.result?.errors?.[0] ?? 'failed') } : {}),
        },
      });
    };
    for (const one of files ?? []) walk(one, [], file(one.filepath));
    line({ done: true });
  }
  onFinished(files) {
    this.#end(files);
  }
  onTestRunEnd(modules) {
    this.#end(modules.map((one) => one.task));
  }
}
