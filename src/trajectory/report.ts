/** One episode as a Markdown report: problem, outcome, patch, tests before and after, expert calls, cost. */
import type { Report, Trajectory } from '../types';
import { measure } from './measure';

export interface ReportParts {
  title: string;
  source?: string;
  /** Instead of the episode's own, when the person reverted parts of it. */
  patch?: string;
  /** The verdict on that patch. */
  report?: Report;
}

const cell = (text: string): string => text.replace(/[\\|`<>]/g, (char) => `\\${char}`).replace(/\s+/g, ' ');
const quoted = (text: string): string => text.trim().replace(/^/gm, '> ');

/** A fence longer than any inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

const dollars = (cost: number | null): string =>
  cost === null ? 'unknown' : cost === 0 ? 'free (local)' : `$${cost.toFixed(4)}`;

export function reportOf(trajectory: Trajectory, parts: ReportParts): string {
  const report = parts.report ?? trajectory.report;
  const patch = parts.patch ?? trajectory.patch ?? '';
  const sums = measure(trajectory);
  const { protege, expert, gate } = trajectory.config;
  const before = trajectory.steps.find(({ observation }) => observation.tests)?.observation.tests?.tests;
  const outcome = !report ? 'not verified' : report.resolved ? 'resolved' : 'not resolved';
  const rows = Object.entries({ ...report?.failToPass, ...report?.passToPass }).map(([name, passes]) => {
    const was = Object.hasOwn(report!.failToPass, name) ? 'fail' : 'pass';
    return { name, was, now: passes ? 'pass' : 'fail' };
  });
  const changed = rows.filter(({ was, now }) => was !== now || was === 'fail').slice(0, 50);
  const rest = rows.length - changed.length;
  const calls = trajectory.steps.flatMap(({ generations }, step) =>
    generations.filter(({ by }) => by === 'expert').map(({ text }) => ({ step: step + 1, text })),
  );
  const lines = [
    `# ${cell(parts.title)}: ${outcome}`,
    '',
    ...(parts.source ? [`Source: ${cell(parts.source)}`, ''] : []),
    '## Problem',
    '',
    quoted(trajectory.public.problem),
    '',
    '## Outcome',
    '',
    `- Verdict: **${outcome}**${report && report.reasons.length ? `. ${cell(report.reasons.join(' '))}` : ''}`,
    `- Team: protégé ${protege.id}, expert ${expert?.id ?? 'none'}, gate ${gate.id}`,
    `- ${sums.steps} steps, ${sums.expertCalls} expert calls, ${sums.protegeTokens} protégé tokens, ${sums.expertTokens} expert tokens, cost ${dollars(sums.cost)}`,
    ...(before
      ? [`- First test run of the episode: ${count(before, 'pass')} pass, ${count(before, 'fail')} fail`]
      : []),
    '',
    ...(rows.length
      ? [
          '## Tests',
          '',
          '| test | before | after |',
          '|---|---|---|',
          ...changed.map(({ name, was, now }) => `| ${cell(name)} | ${was} | ${now} |`),
          ...(rest > 0 ? [`| ${rest} more | pass | pass |`] : []),
          '',
        ]
      : []),
    '## Patch',
    '',
    patch ? fenced(patch, 'diff') : 'No source file was changed.',
    '',
    ...(calls.length
      ? ['## Expert calls', '', ...calls.flatMap(({ step, text }) => [`Step ${step}:`, '', quoted(text), ''])]
      : []),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const count = (tests: readonly { status: string }[], status: string): number =>
  tests.filter((test) => test.status === status).length;
