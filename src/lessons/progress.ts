/** Which scene is done, and what was got right: derived from the answers, which are all that is kept. */
import type { Answers, Beat, Lesson } from './types';

export const keyOf = (lesson: string, beat: string, number?: number): string =>
  number === undefined ? `${lesson}/${beat}` : `${lesson}/${beat}/${number}`;

/** The answers a beat waits for. */
export function keysOf(lesson: string, beat: Beat): string[] {
  if (!('id' in beat)) return [];
  return beat.kind === 'moments' ? beat.moments.map((_, i) => keyOf(lesson, beat.id, i)) : [keyOf(lesson, beat.id)];
}

export const isDone = ({ id, beats }: Lesson, answers: Answers): boolean =>
  beats.flatMap((beat) => keysOf(id, beat)).every((key) => key in answers);

/** Answered and open answers of a scene. */
export function countAnswers({ id, beats }: Lesson, answers: Answers): { done: number; of: number } {
  const keys = beats.flatMap((beat) => keysOf(id, beat));
  return { done: keys.filter((key) => key in answers).length, of: keys.length };
}

/** The first scene that is not done, else the last. */
export const next = (lessons: readonly Lesson[], answers: Answers): Lesson =>
  lessons.find((lesson) => !isDone(lesson, answers)) ?? lessons.at(-1)!;

/** What of a scene can be right or wrong, moments apart: those are judged by the record, see moments. */
export interface Graded {
  lesson: string;
  title: string;
  question: string;
  right: boolean;
}

export function graded(lessons: readonly Lesson[], answers: Answers): Graded[] {
  return lessons.flatMap(({ id, title, beats }) =>
    beats.flatMap((beat): Graded[] => {
      if (beat.kind !== 'choice' && beat.kind !== 'line') return [];
      const answer = answers[keyOf(id, beat.id)];
      if (answer === undefined) return [];
      return [{ lesson: id, title, question: beat.question, right: answer === String(beat.right) }];
    }),
  );
}

/** Answers as they were kept; whatever is not one is left out. */
export function readAnswers(text: string | null): Answers {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(entries.filter(([key]) => key.includes('/')));
  } catch {
    return {};
  }
}
