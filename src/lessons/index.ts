/** The scenes of the room Learn, in their order. One file and one line add one. */
import { advice } from './advice';
import { ask } from './ask';
import { bug } from './bug';
import { cost } from './cost';
import { dial } from './dial-scene';
import { loop } from './loop';
import { timing } from './timing';
import { training } from './training';
import type { Lesson } from './types';
import { who } from './who';

export const lessons: readonly Lesson[] = [bug, loop, ask, dial, timing, advice, cost, training, who];
