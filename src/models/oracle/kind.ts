/** What kind of mistake turned the added lines into the removed ones, as one sentence that quotes neither. */
import { diffArrays } from 'diff';

const TOKEN =
  /[A-Za-z_$][\w$]*|\d+(?:\.\d+)?|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|[<>=!]==?=?|=>|&&|\|\||\?\?|\*\*|\+\+|--|[-+*/%]=?|\S/g;
const ORDER = new Set(['<', '<=', '>', '>=']);
const EQUALITY = new Set(['==', '===', '!=', '!==']);
const LOGIC = new Set(['&&', '||', '??']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%', '**', '+=', '-=', '*=', '/=', '++', '--']);

const tokensOf = (lines: string[]) => lines.join('\n').match(TOKEN) ?? [];
const isWord = (token: string) => /^[A-Za-z_$]/.test(token);

/** `wrong`: lines the patch removes; `right`: lines it adds. */
export function mistakeKind(wrong: string[], right: string[]): string {
  if (wrong.length === 0) return missing(right);
  if (right.length === 0) return 'There is a statement too much there.';
  const before = tokensOf(wrong);
  const after = tokensOf(right);
  const parts = diffArrays(before, after);
  const gone = parts.filter((part) => part.removed).flatMap((part) => part.value);
  const come = parts.filter((part) => part.added).flatMap((part) => part.value);
  if (gone.length === 0 && come.length === 0) return 'Only the layout differs there.';
  const [old, now] = [gone[0], come[0]];
  if (gone.length === 1 && come.length === 1) return replaced(old!, now!, before);
  if ([...before].sort().join(' ') === [...after].sort().join(' '))
    return 'Two operands, arguments or statements are swapped there.';
  if (gone.length === 0) return absent(come);
  if (come.length === 0) return superfluous(gone);
  return 'What is computed there is wrong: work out by hand what it gives for the failing input.';
}

function replaced(old: string, now: string, before: string[]): string {
  if (ORDER.has(old) && ORDER.has(now)) {
    if (old[0] !== now[0]) return 'A comparison there points the wrong way.';
    return `A comparison there is wrong at its boundary: think about the case where both sides are equal, which it ${
      old.length === 1 ? 'leaves out' : 'takes in'
    } now.`;
  }
  if (EQUALITY.has(old) && EQUALITY.has(now))
    return (old[0] === '!') === (now[0] === '!')
      ? 'An equality test there is too loose or too strict.'
      : 'An equality test there is inverted.';
  if (LOGIC.has(old) && LOGIC.has(now)) return 'The wrong logical operator joins two conditions there.';
  if (ARITHMETIC.has(old) && ARITHMETIC.has(now)) return 'The wrong arithmetic operator is used there.';
  if (/^\d/.test(old) && /^\d/.test(now))
    return `A number there is too ${Number(old) > Number(now) ? 'large' : 'small'}.`;
  if (/^['"`]/.test(old) && /^['"`]/.test(now)) return 'A text constant there is wrong.';
  if (isWord(old) && isWord(now)) {
    if (['true', 'false'].includes(old)) return 'A boolean there is the wrong way round.';
    return before[before.indexOf(old) - 1] === '.'
      ? 'The wrong property or method is used there.'
      : 'The wrong variable or name is used there.';
  }
  return 'One symbol there is wrong.';
}

function absent(come: string[]): string {
  if (come.includes('await')) return 'A promise is not awaited there.';
  if (come.includes('return')) return 'A value is computed there but not returned.';
  if (come.length === 1 && come[0] === '!') return 'A condition there lacks its negation.';
  if (come.some((token) => LOGIC.has(token)))
    return 'A condition there is incomplete: one more case has to be checked.';
  if (come.some((token) => ARITHMETIC.has(token))) return 'A computation there lacks a term: it is off by something.';
  if (come.includes('(')) return 'A call or conversion is missing there.';
  return 'Something is missing in that line.';
}

function superfluous(gone: string[]): string {
  if (gone.length === 1 && gone[0] === '!') return 'A condition there is negated, and should not be.';
  if (gone.some((token) => LOGIC.has(token))) return 'A condition there checks one thing too many.';
  if (gone.some((token) => ARITHMETIC.has(token)))
    return 'A computation there has a term too much: it is off by something.';
  return 'That line has something too much.';
}

function missing(right: string[]): string {
  const text = right.join('\n').trim();
  if (/^(?:\}?\s*else\b)/.test(text)) return 'A branch is missing there: the other case is not handled.';
  if (/^if\b/.test(text)) return 'A check is missing there: a special case is not handled.';
  if (/^(?:return|yield)\b/.test(text)) return 'Nothing is returned there, but something should be.';
  if (/^(?:const|let|var)\b/.test(text)) return 'A step of the computation is missing there.';
  if (/^[\w$.]+\s*(?:[-+*/]?=|\+\+|--)/.test(text))
    return 'An assignment is missing there: something is never updated.';
  return 'A statement is missing there.';
}
