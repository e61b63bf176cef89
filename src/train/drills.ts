/**
 * More bugs in the train repos than the index holds, made on the spot for the teacher to repair. Which tests fail is
 * only known once they have run; a bug that no edit of the protégé's can undo is left out, as its episode would be.
 */
import { diffFiles } from '../lib/diff';
import { hash } from '../lib/ids';
import { candidatesOf, type Candidate } from '../repair/candidates';
import { closer } from '../repair/closer';
import { poolOf } from '../repair/rank';
import type { RepoPack } from '../tasks/instances';
import { splice, type Mutant } from '../tasks/mutate';
import { AIM, ordered } from '../tasks/sample';
import { splitOf } from '../tasks/splits';
import type { Task } from '../types';

/** Those of `count` further bugs of a repo that can be undone; none that the index of this seed was sampled from. @throws unless it is a train repo */
export function drills(pack: RepoPack, count: number, seed: number): Task[] {
  const split = splitOf(pack.name);
  if (split !== 'train')
    throw new Error(`${pack.name} belongs to the ${split} split; only train repos may be learned from.`);
  const further = ordered(pack, seed).slice(AIM.tries, AIM.tries + count);
  return further.flatMap((mutant) => drill(pack, mutant) ?? []);
}

function drill(pack: RepoPack, { file, start, end, text }: Mutant): Task | null {
  const right = pack.files[file]!;
  const files = { ...pack.files, [file]: splice(right, start, end, text) };
  if (!undone(files[file]!, right, file, { ...files, ...pack.tests })) return null;
  const id = `${pack.name}-${hash('drill', pack.name, file, start, end, text).toString(36).padStart(7, '0')}`;
  const { name, language, tests, run, kind, title } = pack;
  return {
    id,
    source: `this project, src/tasks/repos/${name}`,
    licence: 'MIT',
    language,
    problem: 'Some tests fail.',
    files,
    tests,
    run,
    failToPass: [],
    passToPass: [],
    goldPatch: diffFiles(files, pack.files),
    repo: name,
    title,
    kind,
    split: 'train',
  };
}

/** Is there an edit that makes the broken file read as it should, be it one that only a closer look brings? */
function undone(broken: string, right: string, path: string, files: Record<string, string>): boolean {
  const same = ({ start, end, replacement }: Candidate) =>
    broken.length + replacement.length - (end - start) === right.length &&
    splice(broken, start, end, replacement) === right;
  const pool = poolOf(new Map(Object.entries(files)));
  const ordinary = candidatesOf(path, broken, pool);
  if (ordinary.some(same)) return true;
  let at = 0;
  while (broken[at] === right[at]) at++;
  const line = broken.slice(0, at).split('\n').length;
  return closer(path, broken, line, pool, ordinary).some(same);
}
