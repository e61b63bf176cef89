/** What the learner answered, kept in this browser. The first answer counts; a scene may be begun again. */
import { keyOf, readAnswers } from '../../lessons/progress';
import type { Answers } from '../../lessons/types';
import { preference } from '../../storage/preferences';

const KEPT = preference('protege-lessons');

class LearnAnswers {
  all = $state.raw<Answers>(readAnswers(KEPT.read()));

  get(lesson: string, beat: string, number?: number): string | undefined {
    return this.all[keyOf(lesson, beat, number)];
  }

  put(answer: string, lesson: string, beat: string, number?: number): void {
    const key = keyOf(lesson, beat, number);
    if (key in this.all) return;
    this.all = { ...this.all, [key]: answer };
    this.#save();
  }

  /** One scene, or all. */
  clear(lesson?: string): void {
    const kept = Object.entries(this.all).filter(([key]) => lesson !== undefined && !key.startsWith(`${lesson}/`));
    this.all = Object.fromEntries(kept);
    this.#save();
  }

  #save(): void {
    KEPT.keep(JSON.stringify(this.all));
  }
}

export const answers = new LearnAnswers();
