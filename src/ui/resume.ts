/** An episode that is gone on with brings a team of its own, perhaps a stranger's: how it differs from the person's. */
import type { Choice, Config } from '../types';

/** One thing that differs, as the record has it and as the person's own settings do. */
export interface Difference {
  what: string;
  recorded: string;
  own: string;
}

const LONG = 200;
const json = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';
const cut = (text: string): string => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);

const choice = (of: Choice | null | undefined): string => {
  if (!of) return 'none';
  const options = Object.entries(of.options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return [of.id, ...options.map(([name, value]) => `${name} ${typeof value === 'string' ? value : json(value)}`)].join(
    ', ',
  );
};

/** Of a config everything acts but the seed: whom it asks and pays, what they are told, how long it goes on. */
const PARTS: Record<string, (config: Config) => string> = {
  Protégé: ({ protege }) => choice(protege),
  Expert: ({ expert }) => choice(expert),
  Gate: ({ gate, threshold }) => `${choice(gate)}, threshold ${threshold}`,
  'What the expert may do': ({ mode }) => mode,
  Judge: ({ judge }) => (judge ? 'judges each ask' : 'none'),
  Sandbox: ({ sandbox }) => choice(sandbox),
  Scaffold: ({ scaffold }) => choice(scaffold ?? { id: 'free' }),
  Dialect: ({ dialect }) => choice(dialect),
  Limits: ({ limits }) => json(limits),
  'What they read': ({ context }) => json(context),
  'Time for a command': ({ commandTimeoutMs }) => `${commandTimeoutMs} ms`,
  'Instructions for the protégé': ({ prompts }) => prompts.protege,
  'Instructions for the expert': ({ prompts }) => prompts.expert,
};

/** Nothing = both act alike. */
export function configDifferences(recorded: Config, own: Config): Difference[] {
  return Object.entries(PARTS).flatMap(([what, say]) => {
    const [theirs, ours] = [say(recorded), say(own)];
    return theirs === ours ? [] : [{ what, recorded: cut(theirs), own: cut(ours) }];
  });
}
