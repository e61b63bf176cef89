/** Consent: shows what would be sent and waits for the person's word. One open question at a time. */
import type { AskConsent, Consent, RequestDraft } from '../../vault/protocol';
import { expert } from './expert.svelte';

const DECLINED = 'the person at the keyboard declined to ask';

class Asker {
  draft = $state.raw<RequestDraft | null>(null);
  #settle: ((decision: Consent) => void) | null = null;
  #forRun = false;
  /** Runs in which no further question is put. */
  #silenced = new Set<string>();
  /** Runs whose protégé may go on asking its provider: it is asked in every step. */
  #agreed = new Set<string>();

  /** How this run's questions are decided. */
  for(run: string): AskConsent {
    return async (draft, signal) => {
      expert.run = run;
      const { consent } = expert.setup;
      // a protégé on a server of this machine costs nothing and is asked in every step
      if (draft.role === 'protege' && draft.cost === 0 && !draft.blocked)
        return { kind: 'send', messages: draft.messages };
      if (consent === 'never') return decline('you chose never to ask a provider');
      if (this.#silenced.has(run)) return decline(DECLINED);
      const { blocked, messages, role } = draft;
      // a judge's hidden calls were agreed to when the judge was chosen; what stands in their way, the vault says
      if (role === 'judge') return { kind: 'send', messages };
      // only a person can say that a call that may have been billed is worth another one
      const needed = consent === 'ask' || blocked?.kind === 'uncertain' || blocked?.kind === 'price';
      const stopped = blocked && blocked.kind !== 'uncertain' && blocked.kind !== 'price';
      if (stopped && blocked.kind === 'cap') expert.capped = blocked.message;
      if (!needed || stopped || (role === 'protege' && !blocked && this.#agreed.has(run)))
        return { kind: 'send', messages };
      const decision = await this.#ask(draft, signal);
      if (decision === 'silence') {
        this.#silenced.add(run);
        return decline(DECLINED);
      }
      if (this.#forRun) this.#agreed.add(run);
      this.#forRun = false;
      return decision;
    };
  }

  #ask(draft: RequestDraft, signal?: AbortSignal): Promise<Consent | 'silence'> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#close();
        reject(signal?.reason);
      };
      if (signal?.aborted) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      this.draft = draft;
      this.#settle = (decision) => {
        signal?.removeEventListener('abort', stop);
        resolve(decision);
      };
      this.silence = () => {
        signal?.removeEventListener('abort', stop);
        this.#close();
        resolve('silence');
      };
    });
  }

  /** Declines this and every further question of the run. */
  silence = (): void => {};

  decide(decision: Consent): void {
    const settle = this.#settle;
    this.#close();
    settle?.(decision);
  }

  /** Sends this, and what this run's protégé asks from now on. */
  decideForRun(decision: Consent): void {
    this.#forRun = true;
    this.decide(decision);
  }

  decline(): void {
    this.decide(decline(DECLINED));
  }

  #close(): void {
    this.draft = null;
    this.#settle = null;
  }
}

const decline = (reason: string): Consent => ({ kind: 'decline', reason });

export const asker = new Asker();
