/** Short notes at the edge of the screen, read out politely; some carry an action such as Undo. */
import { messageOf } from '../lib/text';
export interface Toast {
  id: number;
  text: string;
  tone?: 'fail';
  action?: { label: string; run: () => void };
}

class Toasts {
  list = $state.raw<Toast[]>([]);
  #next = 1;

  add(text: string, more: Omit<Toast, 'id' | 'text'> & { ms?: number } = {}): void {
    const { ms = more.tone === 'fail' ? 12_000 : 7_000, ...rest } = more;
    const toast = { id: this.#next++, text, ...rest };
    this.list = [...this.list, toast].slice(-4);
    setTimeout(() => this.drop(toast.id), ms);
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();

export const complain = (error: unknown): void => toasts.add(messageOf(error), { tone: 'fail' });
