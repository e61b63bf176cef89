/** A model that only talks, to be given further abilities. */
import { create } from '../../src/models/scripted';
import type { Model } from '../../src/types';

export const scripted = (): Model => create({ replies: ['I do not know.'] });
