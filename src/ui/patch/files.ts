/** The patch as files: .patch, changed files as zip, the report. Loaded lazily. */
import { strToU8, zipSync } from 'fflate';
import { reportOf } from '../../trajectory/report';
import type { Review } from './review.svelte';

const named = ({ task }: Review): string => task.id.replace(/[^\w.-]+/g, '-').slice(0, 80);

export const patchFile = (review: Review): File =>
  new File([review.patch], `${named(review)}.patch`, { type: 'text/x-patch' });

export function zipFile(review: Review): File {
  const prefix = review.folder ? `${review.folder}/` : '';
  const entries = Object.entries(review.changes).flatMap(([path, content]) =>
    content === null ? [] : [[prefix + path, typeof content === 'string' ? strToU8(content) : content] as const],
  );
  const zip = zipSync({ ...Object.fromEntries(entries), [`${named(review)}.patch`]: strToU8(review.patch) });
  return new File([new Uint8Array(zip)], `${named(review)}.zip`, { type: 'application/zip' });
}

export function reportFile(review: Review): File {
  const { trajectory, task, patch, verifying } = review;
  const report = verifying.kind === 'done' ? verifying.report : undefined;
  const text = reportOf(trajectory, {
    title: task.title ?? task.id,
    source: task.source,
    patch,
    ...(report ? { report } : {}),
  });
  return new File([text], `${named(review)}.md`, { type: 'text/markdown' });
}
