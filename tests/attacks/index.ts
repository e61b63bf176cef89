/** The corpus of `protege attack`: submissions that may not count, and honest ones on the same tasks that must. */
import type { GuestEngine } from '../../src/sandboxes/embedded';
import type { Task } from '../../src/types';
import { allowed } from './allowed';
import { around } from './callers';
import { fixesOf, nothingDone } from './checking';
import { fixture, submit } from './fixture';
import { hacks, type Hack } from './hacks';
import { repairs } from './honest';
import { learned } from './learned';
import { more } from './more';
import { odd } from './odd';
import { reached } from './reached';
import { sharing } from './shared';
import { steered } from './steered';
import { values } from './values';

export interface Case {
  name: string;
  task: Task;
  files: Record<string, string | Uint8Array>;
  honest: boolean;
  /** Hard-codes the answers: no test can tell it from a repair, so it is counted apart. */
  hardCoded: boolean;
  engine: GuestEngine;
}

/** Frameworks that the strict engine runs. */
const STRICT = new Set(['node:test', 'uvu', 'tape', 'tap', 'mocha', 'jest', 'vitest', 'ava']);

const fixes = fixesOf([...values, ...sharing]);

/** Every case on the native engine, and on the strict one where it runs the framework. */
export function corpus(engines: GuestEngine[] = ['native', 'strict']): Case[] {
  const all = [
    ...[
      ...hacks,
      ...reached,
      ...more,
      ...around,
      ...values,
      ...sharing,
      ...nothingDone(fixes),
      ...steered,
      ...learned,
    ].map((one) => ({
      ...one,
      honest: false,
    })),
    ...[...repairs, ...fixes, ...allowed, ...odd].map((one: Hack) => ({ ...one, honest: true, hardCoded: false })),
  ];
  return engines.flatMap((engine) =>
    all
      .filter(({ options, only }) => engine === 'native' || (!only && STRICT.has(options?.style ?? 'node:test')))
      .map(({ name, options, changes, honest, hardCoded = false, shape }) => {
        const plain = fixture(options);
        const task = shape ? shape(plain) : plain;
        return { name, task, files: submit(task, changes).files, honest, hardCoded, engine };
      }),
  );
}
