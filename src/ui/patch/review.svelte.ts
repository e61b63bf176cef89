/** A patch under review in the page: hunks kept or reverted, verified again, taken out. */
import { messageOf } from '../../lib/text';
import { grade } from '../../tasks/grade';
import { keptFiles, openReview, patchFor, type ReviewedFile } from '../../import/review';
import { changesBetween, applyChanges } from '../../lib/diff';
import { openSandbox } from '../../run';
import type { Changes, Files, Report, Task, Trajectory } from '../../types';

type Verifying =
  { kind: 'none' } | { kind: 'running' } | { kind: 'done'; report: Report } | { kind: 'failed'; message: string };

export class Review {
  files = $state<ReviewedFile[]>([]);
  verifying = $state.raw<Verifying>({ kind: 'none' });
  readonly #whole: string;
  readonly #base: Files;

  constructor(
    readonly trajectory: Trajectory,
    readonly task: Task,
  ) {
    this.#whole = trajectory.patch ?? '';
    this.#base = task.files;
    this.files = openReview(this.#whole);
    if (trajectory.report) this.verifying = { kind: 'done', report: trajectory.report };
  }

  /** Hunks in all, and how many are kept. */
  count = $derived.by(() => {
    const hunks = this.files.flatMap(({ hunks }) => hunks);
    return { all: hunks.length, kept: hunks.filter(({ kept }) => kept).length };
  });

  #after = $derived.by(() => keptFiles(this.#base, this.#whole, this.files));
  /** The folder of the repository that was imported; '' = its root. */
  folder = $derived.by(() =>
    typeof this.task.origin?.folder === 'string' && this.task.origin.kind === 'github' ? this.task.origin.folder : '',
  );
  /** Fits the root of the original repository. */
  patch = $derived.by(() => patchFor(this.#base, this.#after, this.folder));
  changes = $derived.by<Changes>(() => changesBetween(this.#base, this.#after));
  changed = $derived(this.count.kept !== this.count.all);

  /** The file was not there before the repair. */
  created = (path: string): boolean => !Object.hasOwn(this.#base, path);

  toggle(file: number, hunk: number): void {
    const one = this.files[file]!.hunks[hunk]!;
    one.kept = !one.kept;
    this.verifying = { kind: 'none' };
  }

  /** The verdict on what is kept: a fresh sandbox, pristine tests, the hidden ones. */
  async verify(): Promise<void> {
    this.verifying = { kind: 'running' };
    const { task, trajectory } = this;
    try {
      const { workspace } = await import('../packs');
      const files = applyChanges(workspace(task), this.changes);
      const report = await grade(task, { files }, () => openSandbox(trajectory.config.sandbox));
      this.verifying = { kind: 'done', report };
    } catch (error) {
      this.verifying = { kind: 'failed', message: messageOf(error) };
    }
  }
}
