/**
 * A scene of the room Learn as data: what is said, which recorded episodes are on show, what the learner has to do. One
 * file and one line in `index.ts` add one; `src/ui/learn` has a part for each kind of beat.
 */

export interface Lesson {
  /** Its address: #/learn/<id>. */
  id: string;
  title: string;
  /** One sentence for the list. */
  about: string;
  beats: Beat[];
}

export type Beat =
  TellBeat | LineBeat | WatchBeat | ChoiceBeat | MomentsBeat | DialBeat | SideBeat | BillBeat | LeagueBeat;

/** Beats with an `id` wait for an answer of that name; the scene is done when all have one. */
interface Asks {
  /** Unique in its scene; answers are kept under it, so it never changes. */
  id: string;
}

/** Paragraphs. `[[gate]]` is a word of the glossary, `code` is code. */
export interface TellBeat {
  kind: 'tell';
  text: string;
  /** Shown only after this beat of the scene is answered. */
  after?: string;
}

/** Find the line: a recorded repository with failing tests, and the lines of one file to choose from. */
export interface LineBeat extends Asks {
  kind: 'line';
  /** Name of a recording in public/lessons. */
  episode: string;
  question: string;
  path: string;
  /** Lines on show, 1-based, inclusive. */
  from: number;
  to: number;
  /** Which of them is wrong. */
  right: number;
  /** Said after the answer. */
  why: string;
}

/** An episode to step through; done when the learner has seen step `until`. */
export interface WatchBeat extends Asks {
  kind: 'watch';
  episode: string;
  /** Steps (1-based, as on screen) done at the beginning; 0 = before the first. */
  from: number;
  until: number;
  /** Steps after this one are not even loaded, so that nothing is given away. */
  hidden?: true;
  /** What to look at, by step (1-based). */
  notes: Record<number, string>;
}

export interface ChoiceBeat extends Asks {
  kind: 'choice';
  question: string;
  options: { id: string; text: string; why: string }[];
  /** Id of the right option. */
  right: string;
}

/** Would you ask now? The learner says, then sees what came; the record says who was right. */
export interface MomentsBeat extends Asks {
  kind: 'moments';
  /** `at`: steps done (0 = before the first); what the protégé is about to do next is on show. */
  moments: { episode: string; at: number }[];
}

/** The dial of the gate on a recorded episode; done when `goal` is met. */
export interface DialBeat extends Asks {
  kind: 'dial';
  episode: string;
  /** Registry id of the gate whose readings are on show; default: those recorded. */
  gate?: string;
  /** Threshold at the beginning. */
  start: number;
  /** Calls at most, and at least one; the first of them at step `by` (1-based) or before. */
  goal: { text: string; most: number; by: number };
  /** Said when it is met. */
  why: string;
}

/** Episodes below each other on one axis. */
export interface SideBeat {
  kind: 'side';
  episodes: { episode: string; label: string }[];
  /** Shown only after this beat of the scene is answered. */
  after?: string;
}

/** What the calls of episodes would cost at list prices of hosted models. */
export interface BillBeat {
  kind: 'bill';
  episodes: { episode: string; label: string }[];
  after?: string;
}

/** The learner's answers of a `moments` beat against always, never, chance and the gate. */
export interface LeagueBeat {
  kind: 'league';
  /** Scene and beat of the moments. */
  of: { lesson: string; beat: string };
  /** A recording whose calls say how long a call is. */
  call: string;
}

export type Answer = string;
/** By `scene/beat` or `scene/beat/number`; see progress. */
export type Answers = Record<string, Answer>;
