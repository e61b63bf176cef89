/**
 * Where the work stands, from the last results: severity of errors, spinning (many steps, neither edits nor looks),
 * exploring (many steps, looks but no edits), producing. A rule after a published stage router: one full signal alone
 * scores 0.46, so that a threshold of 0.5 wants a second one.
 *   raw = 0.1 (severity / 0.7 + spinning + exploring - production)      score = tanh(5 raw), at least 0
 */
import { escalated, executed } from '../facts/step';
import type { Gate, Generation, Observation, State, Step } from '../types';
import { compose } from './question';

/** Results looked at. */
const WINDOW = 3;
/** Steps before a lack of edits counts. */
const DEPTH = 8;

const SEVERE: [pattern: RegExp, severity: number, word: string][] = [
  [/out of memory|heap limit|segmentation fault|the sandbox was lost/i, 1, 'a critical error'],
  [
    /SyntaxError|Cannot find module|ReferenceError|killed after|command not found|ENOENT|MODULE_NOT_FOUND/,
    0.7,
    'a hard error',
  ],
  [/\berror\b|exception|failed|not in the file|occurs \d+ times/i, 0.3, 'a soft error'],
];

export function create(): Gate {
  return (state, proposal) => {
    const { score, reason } = read(state, proposal);
    if (score <= 0) return { score: 0, reason };
    return { score, reason, question: compose(state, `The agent seems stuck: ${reason}`) };
  };
}

function read({ steps }: State, { action }: Generation): { score: number; reason: string } {
  const recent = steps.slice(-WINDOW);
  const worst = recent.map((step) => severity(step.observation)).reduce((a, b) => (b.value > a.value ? b : a), CALM);
  if (worst.value >= 1) return { score: 1, reason: `There was ${worst.word} in the last ${WINDOW} results.` };
  const edited = recent.some(isEdit);
  const green = steps.findLast((step) => step.observation.tests)?.observation;
  if (green && passes(green) && edited && worst.value === 0)
    return { score: 0, reason: 'The tests pass after an edit, without errors.' };
  const since = steps.slice(steps.findLastIndex((step) => isEdit(step) || escalated(step)) + 1);
  const kinds = [...since.map((step) => executed(step)), action];
  const late = since.length >= DEPTH && action?.kind !== 'edit';
  const looks = kinds.some((one) => one?.kind === 'view');
  const spinning = Number(late && !looks);
  const exploring = Number(late && looks);
  const production = recent.filter(isEdit).length / WINDOW + Number(action?.kind === 'edit') / WINDOW;
  const raw = 0.1 * (worst.value / 0.7 + spinning + exploring - Math.min(1, production));
  const words = [
    worst.value > 0 ? `${worst.word} in the last results` : '',
    spinning ? `spinning: ${since.length} steps without an edit or a look at a file` : '',
    exploring ? `exploring: ${since.length} steps without an edit` : '',
    production > 0 ? 'edits are being made' : '',
  ].filter(Boolean);
  const said = words.length > 0 ? words.join('; ') : 'nothing to worry about';
  return { score: Math.max(0, Math.tanh(5 * raw)), reason: `${said.charAt(0).toUpperCase()}${said.slice(1)}.` };
}

const CALM = { value: 0, word: '' };

/** Failing assertions are the work itself; only an error that keeps the code from running counts in a test run. */
function severity({ text, failed, tests }: Observation): { value: number; word: string } {
  if (!failed) return CALM;
  const least = tests && tests.complete ? 0.7 : 0;
  const found = SEVERE.find(([pattern, value]) => value >= least && pattern.test(text));
  return found ? { value: found[1], word: found[2] } : CALM;
}

const isEdit = (step: Step) => executed(step)?.kind === 'edit' && !step.observation.failed;
const passes = ({ tests }: Observation) =>
  tests !== undefined && tests.tests.length > 0 && tests.tests.every((test) => test.status !== 'fail');
