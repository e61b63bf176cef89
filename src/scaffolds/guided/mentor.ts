/** The mentor in guided repair: asked for a place and a reason first; its place goes to the head of the ranking. */
import { defang } from '../../agent/prompt';
import { readAdvice } from '../../facts/advice';
import { below, oneLine, quoted, unmarked } from '../../lib/foreign';
import { outlineOf } from '../../repair/localise/lines';
import { told } from '../../repair/localise/mentor';
import type { Files, Message, Place, State } from '../../types';
import type { History, Tried } from './history';
import { NAMED } from './plan';
import { testSource } from './write';

const PROMPT = `You advise a small model that repairs a JavaScript or TypeScript repository. A harness runs the tests and shows it places; it only writes the code. It has failed so far and needs to know where to look and why.
Reply with one JSON object: {"place":"src/file.js, function, line N","diagnosis":"what is wrong with that line and what it should do instead, in one or two sentences","steps":["what to write"]}
Name exactly one line, with its number. The tests are right and are never changed.`;

const TAKEOVER = `${PROMPT}
Then write the corrected line or lines in one code block below the object; nothing else.`;

const SHOWN_PLACES = 8;
const SHOWN_TRIES = 8;
const MOST_LINES = 160;

export function mentorMessages(
  state: State,
  history: History,
  files: Files,
  tests: ReadonlySet<string>,
  why: string,
  takeover: boolean,
): Message[] {
  const { task } = state;
  const places = history.places.slice(0, SHOWN_PLACES);
  const paths = [...new Set(places.map(({ path }) => path))].slice(0, 2);
  const shown = paths.map(
    (path) =>
      `${path}\n${excerpt(
        String(files[path] ?? ''),
        places.filter((p) => p.path === path),
      )}`,
  );
  const user = [
    `Task:\n${task.title ? `${unmarked(oneLine(task.title))}\n` : ''}${quoted(task.problem.trim().slice(0, 2000))}`,
    history.base ? `${testSource({ base: history.base, files, tests })}What fails:\n${quoted(failures(history))}` : '',
    `Code:\n${quoted(shown.join('\n\n'))}`,
    `Places that the harness found suspicious, the likeliest first:\n${places.map(placeLine).join('\n')}`,
    `Tried so far:\n${tries(history.tried) || '(nothing yet)'}`,
    `Why you are asked: ${below(why)}`,
    'Question: on which line is the fault, and why?',
  ];
  return [
    { role: 'system', content: takeover ? TAKEOVER : PROMPT },
    { role: 'user', content: defang(user.filter(Boolean).join('\n\n')) },
  ];
}

const placeLine = ({ path, from, why }: Place, i: number) =>
  `${i + 1}. ${oneLine(path)}, line ${from}${why.length > 0 ? `: ${why.join('; ')}` : ''}`;

function failures({ base }: History): string {
  const bad = base!.tests.filter(({ status }) => status === 'fail').slice(0, 4);
  return bad
    .map(
      ({ name, error }) =>
        `${oneLine(name)}: ${(error?.message ?? '').split('\n').slice(0, 3).join(' ').slice(0, 300)}`,
    )
    .join('\n');
}

function tries(tried: Tried[]): string {
  return tried
    .filter(({ refused }) => refused === undefined)
    .slice(-SHOWN_TRIES)
    .map(
      ({ move, fixed, broken }) =>
        `${move.path} line ${move.from}: ${fixed.length} tests fixed, ${broken.length} broken`,
    )
    .join('\n');
}

/** Numbered lines around the places, or the whole file where it is short. */
function excerpt(text: string, places: Place[]): string {
  const lines = text.split('\n');
  const near = (n: number) => places.some(({ from }) => Math.abs(from - n) <= 12);
  const shown = lines.map((line, i) => ({ line, n: i + 1 })).filter(({ n }) => lines.length <= MOST_LINES || near(n));
  return shown
    .slice(0, MOST_LINES)
    .map(({ line, n }) => `${n}|${line}`)
    .join('\n');
}

/** The reason in a few words, as a comment above the gap. */
export function reasonIn(reply: string): string {
  const advice = readAdvice(reply);
  const text = advice ? [advice.diagnosis, advice.steps[0]].filter(Boolean).join(' ') : reply;
  return text.replace(/\s+/g, ' ').trim();
}

/** How much a mentor's places count against what was measured; above any measured score. */
const HEAD = 100;

/** The places with those that the words name at the head. The latest words count most. */
export function mentored(places: Place[], advice: readonly string[], files: Files): Place[] {
  if (advice.length === 0) return places;
  const paths = [...new Set([...places.map(({ path }) => path), ...named(advice, files)])];
  const outlines = paths.flatMap((path) => {
    const text = files[path];
    return typeof text === 'string' ? (outlineOf(path, text) ?? []) : [];
  });
  const says = advice.map((text, i) => ({ told: told(placeWords(text), outlines), weight: HEAD * (i + 1) }));
  const all = new Map<string, Place>(places.map((place) => [`${place.path}:${place.from}`, place]));
  for (const outline of outlines)
    for (const { path, line } of outline.lines) {
      const key = `${path}:${line}`;
      if (!all.has(key)) all.set(key, { path, from: line, to: line, score: 0, why: [] });
    }
  const inside = new Map<string, string[]>(
    outlines.flatMap((o) => o.lines.map((l) => [`${l.path}:${l.line}`, l.inside] as const)),
  );
  return [...all.entries()]
    .map(([key, place]) => {
      const strength = says.reduce(
        (sum, { told, weight }) => sum + weight * told(place.path, place.from, inside.get(key) ?? []),
        0,
      );
      return strength === 0
        ? place
        : { ...place, score: place.score + strength, why: [NAMED, ...place.why].slice(0, 4) };
    })
    .sort((a, b) => b.score - a.score);
}

/** What of the reply says where. */
function placeWords(reply: string): string {
  const advice = readAdvice(reply);
  return advice?.place ? advice.place : reply;
}

function named(advice: readonly string[], files: Files): string[] {
  const said = advice.join('\n');
  return Object.keys(files).filter((path) => /\.[cm]?[jt]sx?$/.test(path) && said.includes(path));
}
