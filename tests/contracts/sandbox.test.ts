import { beforeAll } from 'vitest';
import { sandboxes } from '../../src/sandboxes';
import setup from '../setup';
import { sandboxContract } from './sandbox';

beforeAll(() => setup());

// What needs a network is tried in the person's own browser: the Doctor. Processes are no sandbox: tests/import/process.
const more = process.env.PROTEGE_LONG ? 5 : 1;
const here = Object.entries(sandboxes).filter(([, { needs, unlisted }]) => !needs?.includes('network') && !unlisted);
for (const [id, entry] of here)
  sandboxContract(`${id} (Node)`, async () => (await entry.load()).create({}), (id === 'quickjs' ? 4 : 20) * more);
