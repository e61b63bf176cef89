/** The person at the keyboard as a model: one open request at a time, answered or declined. */
import type { Message, Role, Task } from '../types';

export interface PersonRequest {
  role: Role;
  messages: Message[];
}

export class Person {
  request = $state.raw<PersonRequest | null>(null);
  /** What it is all about. */
  task = $state.raw<Task | null>(null);
  #settle: { resolve: (text: string) => void; reject: (error: Error) => void } | null = null;

  /** Resolves with what the person wrote; rejects on abort. The expert may decline, which resolves with a plain refusal. */
  answer(role: Role, messages: Message[], signal?: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#close();
        reject(signal?.reason);
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      this.request = { role, messages };
      this.#settle = { resolve, reject };
    });
  }

  send(text: string): void {
    this.#settle?.resolve(text);
    this.#close();
  }

  decline(): void {
    this.send('I have no advice on this. Go on with your own judgement.');
  }

  #close(): void {
    this.request = null;
    this.#settle = null;
  }
}
