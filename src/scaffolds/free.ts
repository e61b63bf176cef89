/** The paper's loop: the protégé proposes every action, the gate reads, the expert advises. */
import { decide, type Scaffold } from '../agent/policy';

export const create = (): Scaffold => ({
  decide: ({ state, team, signal }) => decide(state, team, signal),
});
