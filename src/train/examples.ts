/** Recorded episodes -> examples: the tokens of what was said and seen, and which of them are learned. */
import { render } from '../agent/prompt';
import { readTranscript, type Transcript } from '../repair/transcript';
import { filesAt } from '../models/trained/policy';
import { LEVELS, levelOptions, sequenceOf, type Sequence } from '../models/trained/sequence';
import { fileSlot, id, lineSlot } from '../models/trained/vocab';
import type { Message, Trajectory } from '../types';
import type { Example, Written } from './batch';

const EDIT = id('EDIT');
const [ASK, SUBMIT, MORE, RUN, VIEW, TRACE] = ['ASK', 'SUBMIT', 'MORE', 'RUN', 'VIEW', 'TRACE'].map(id) as [
  number,
  number,
  number,
  number,
  number,
  number,
];

export const messagesOf = ({ public: task, config, steps }: Trajectory): Message[] =>
  render({ task, config, steps }, [], 'protege');

/**
 * Up to two examples of an episode (looking around; repairing). Of edits that did not help only the decision to edit is
 * learned; the last edit is learned whole. What the expert and the sandbox said is read, never learned.
 */
export function examplesOf(trajectory: Trajectory, shift = 0): Example[] {
  const t = readTranscript(messagesOf(trajectory));
  const s = sequenceOf(t, shift);
  const out: Example[] = [];
  if (s.opening) {
    const written = s.opening.actions.flatMap(({ from, to }) => openingOf(s, s.opening!.tokens, from, to, t));
    out.push({ id: `${trajectory.task}/opening`, tokens: s.opening.tokens, written });
  }
  if (!s.paged) return out;
  const edits = s.actions.filter(({ from, to }) => s.tokens[from] === EDIT && to - from === 5);
  const last = edits.at(-1);
  const written = s.actions.flatMap((action): Written[] => {
    const kind = s.tokens[action.from]!;
    const first: Written = {
      at: action.from,
      token: kind,
      allowed: kind === RUN ? [RUN, SUBMIT] : kind === SUBMIT ? [SUBMIT] : [EDIT, MORE, ASK],
      weight: 1,
    };
    if (kind !== EDIT || action.to - action.from < 5) return [first];
    return [first, ...editTokens(s, action.from, action === last && solved(t) ? 1 : 0)];
  });
  out.push({ id: `${trajectory.task}/repair`, tokens: s.tokens, written });
  return out;
}

const solved = (t: Transcript) => t.runs.at(-1)?.ok === true;

/** Line, kind, token and choice of an edit, each with what could have been written in its place. */
export function editTokens(s: Sequence, from: number, weight: number): Written[] {
  if (weight === 0) return [];
  const values = s.tokens.slice(from + 1, from + 5);
  const shown = [...s.lines].filter(([slot]) => {
    const at = s.tokens.indexOf(lineSlot(slot));
    return at >= 0 && at < from;
  });
  let choices = s.lines.get(values[0]! - lineSlot(0))?.choices ?? [];
  return LEVELS.map((level, i) => {
    const options = levelOptions(shown, choices, level, s.felt);
    const token = values[i]!;
    if (level !== 'line') choices = choices.filter((choice) => choice[level] === token);
    // a call put in afterwards turns pages that the edit was not chosen from
    const choice = options.allowed.length > 1 && options.allowed.includes(token);
    return { at: from + 1 + i, token, ...options, weight: choice ? weight : 0 };
  });
}

function openingOf(s: Sequence, tokens: number[], from: number, to: number, t: Transcript): Written[] {
  const kind = tokens[from]!;
  if (kind !== VIEW && kind !== TRACE) return [];
  const first: Written = { at: from, token: kind, allowed: [VIEW, TRACE], weight: 1 };
  if (to - from < 2) return [first];
  const seen = tokens.slice(0, from).filter((token, i) => tokens[i - 1] === VIEW);
  const all = s.files
    .slice(0, s.useful)
    .map((_, i) => fileSlot(i))
    .filter((slot) => !seen.includes(slot));
  return [
    first,
    {
      at: from + 1,
      token: tokens[from + 1]!,
      allowed: unique([...all, ...filesAt(s), tokens[from + 1]!]),
      weight: t.runs.length > 0 ? 1 : 0,
    },
  ];
}

const unique = (tokens: number[]) => [...new Set(tokens)];
