/** Hands a task from one room to another. */
import type { Task } from '../types';

let waiting: Task | null = null;

export const handover = {
  put: (task: Task): void => void (waiting = task),
  /** The task that waits, once. */
  take(): Task | null {
    const task = waiting;
    waiting = null;
    return task;
  },
};
