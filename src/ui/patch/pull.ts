/** What a pull request says before the person edits it. */
import { branchFor } from '../../import/pull';
import type { Review } from './review.svelte';

const SHA = /^[0-9a-f]{40}$/;

export interface PullDraft {
  branch: string;
  title: string;
  /** The branch that was imported; '' = the default one. */
  into: string;
  body: string;
  /** Exactly the kept hunks passed in a fresh sandbox. */
  verified: boolean;
}

export function describePull({ task, verifying }: Review): PullDraft {
  const verified = verifying.kind === 'done' && verifying.report.resolved;
  const ref = typeof task.origin?.ref === 'string' && !SHA.test(task.origin.ref) ? task.origin.ref : '';
  const tests = task.failToPass.slice(0, 20).map((name) => `- \`${name.replaceAll('`', "'").slice(0, 200)}\``);
  const more = task.failToPass.length > 20 ? [`- and ${task.failToPass.length - 20} more`] : [];
  return {
    branch: branchFor(task.id),
    title: 'Repair failing tests',
    into: ref,
    body: [
      'Tests that failed before:',
      '',
      ...tests,
      ...more,
      '',
      verified ? 'In a fresh sandbox they pass now and nothing else broke.' : 'Not verified.',
      'Made with a small model in Protégé Playground; please review it.',
    ].join('\n'),
    verified,
  };
}
