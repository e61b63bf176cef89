/** What keeps a passed verdict from being a plain green one, in plain words; the card, the patch's page and the terminal say it. */
import type { Report } from '../types';

/** Resolved, and yet something speaks against it. */
export const isDoubtful = (report: Report | null | undefined): boolean =>
  report?.resolved === true && remarks(report).length > 0;

export function remarks({ resolved, open, weak, differs }: Report): string[] {
  const out: string[] = [];
  if (open) out.push('This repository changes built-ins itself: judged without the freeze.');
  if (resolved && weak && !weak.noticed)
    out.push(
      `Few tests look at this change: ${weak.tried === 1 ? 'a mistake' : `${weak.tried} mistakes, one by one,`} put into its lines ${weak.tried === 1 ? 'was' : 'were'} not noticed.`,
    );
  for (const where of resolved ? (differs ?? []) : []) out.push(`Differs from the reference on ${where}.`);
  return out;
}
