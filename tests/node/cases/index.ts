/** Small programs whose output and exit code must be the same here and in real Node. */
import { builtins } from './builtins';
import { hooks } from './hooks';
import { loader } from './loader';
import { processes } from './process';
import { servers } from './servers';

/** name -> [argv, files, stdin, what to compare besides stdout and exit code: stderr's first lines unless 'exit'] */
export type Cases = Record<string, [argv: string[], files: Record<string, string>, stdin?: string, compare?: 'exit']>;

export const cases = { loader, hooks, builtins, processes, servers } satisfies Record<string, Cases>;
