/** Problem statements in the words of a user: what happens, what should, never where or how to fix it. Seeded. */
import { hash, rng } from '../lib/ids';

export interface Symptom {
  /** Repo title and description, as its meta says. */
  title: string;
  about: string;
  /** Names of failing visible tests, first the one that `got` and `expected` come from. */
  failing: readonly string[];
  /** What the first one said, shortened; '' = nothing worth quoting. */
  message: string;
  /** Text that must not show: the lines of the fix. */
  secrets: readonly string[];
}

const TITLES: readonly ((test: string, symptom: Symptom) => string)[] = [
  (test) => `Broken: ${test}`,
  (test, { title }) => `${title}: "${test}" no longer holds`,
  (test) => `Regression in "${test}"`,
  (test, { title }) => `${title} misbehaves (${test})`,
  (test) => `Wrong result: ${test}`,
  (test) => `"${test}" stopped working`,
  (test, { title }) => `Bug in ${lower(title)}: ${test}`,
  (test) => `${capital(test)}: not what I get`,
];
const OPENINGS: readonly ((symptom: Symptom) => string)[] = [
  ({ about }) => `The project in one line: ${about}`,
  ({ title }) => `I use this every day (${lower(title)}) and something broke with the latest version.`,
  ({ title }) => `${capital(title)}: after updating it does not do what the README says any more.`,
  () => 'I ran into this while upgrading an application that worked before.',
  ({ about }) => `${about} One part of that does not work for me.`,
  () => 'Steps to reproduce: check out the repository and run its tests.',
  ({ title }) => `Something is off here (${lower(title)}).`,
  () => 'Found by the test suite after a clean install.',
];
const CASES: readonly ((test: string) => string)[] = [
  (test) => `The case in question: ${test}.`,
  (test) => `What should work: "${test}".`,
  (test) => `Expected behaviour, in the words of the test: ${test}.`,
  (test) => `The check "${test}" fails.`,
  (test) => `I would expect this to hold: ${test}.`,
];
const MESSAGES: readonly ((message: string) => string)[] = [
  (message) => `What I see:\n\n${message}`,
  (message) => `The failure reads:\n\n${message}`,
  (message) => `Actual result:\n\n${message}`,
  (message) => `It reports:\n\n${message}`,
];
const MORE: readonly ((names: string, count: number) => string)[] = [
  (names) => `Also affected: ${names}.`,
  (names, count) => `${count === 1 ? 'One more check fails' : `${count} more checks fail`}, for example ${names}.`,
  (names) => `Probably the same cause: ${names}.`,
];
const ENDINGS: readonly string[] = [
  'Everything else I tried still works.',
  'The rest should keep working as it does.',
  'Please fix the cause; the tests are right.',
  'I have not found a workaround.',
  '',
  '',
];

const lower = (text: string): string => (/^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const squeeze = (text: string): string => text.replace(/\s+/g, '');

/** Would the text give the fix away? Compared without white space; lines too short to tell anything are let through. */
export const leaks = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((line) => squeeze(line).length >= 8 && squeeze(text).includes(squeeze(line)));

/** Title and text of the issue; the same seed and symptom give the same words. */
export function statement(symptom: Symptom, seed: number): { title: string; problem: string } {
  const random = rng(hash('statement', seed));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const [test = 'the test suite', ...others] = symptom.failing;
  const title = pick(TITLES)(test, symptom);
  const message = leaks(symptom.message, symptom.secrets) ? '' : symptom.message;
  const shown = others
    .slice(0, 2)
    .map((name) => `"${name}"`)
    .join(' and ');
  const paragraphs = [
    pick(OPENINGS)(symptom),
    pick(CASES)(test.replace(/\.$/, '')),
    message === '' ? '' : pick(MESSAGES)(message.replace(/^/gm, '    ')),
    others.length === 0 ? '' : pick(MORE)(shown, others.length),
    pick(ENDINGS),
  ];
  return { title, problem: `${paragraphs.filter((text) => text !== '').join('\n\n')}\n` };
}
