/** What scripts/verify-browser.mjs runs inside the page: the verdict on tasks in the frame's sandbox. */
import { create } from '../../src/sandboxes/embedded';
import { parseTask } from '../../src/tasks/load';
import { verifyTask } from '../../src/tasks/verify';

Object.assign(window, {
  verify: (text: string, name: string) =>
    verifyTask(parseTask(new TextEncoder().encode(text), name), async () => create({})),
});
