import { beforeAll } from 'vitest';
import { sandboxes } from '../../src/sandboxes';
import setup from '../setup';
import { sandboxContract } from './sandbox';

beforeAll(() => setup(), 120_000);

for (const [id, entry] of Object.entries(sandboxes))
  sandboxContract(`${id} (Node)`, async () => (await entry.load()).create({}), id === 'quickjs' ? 10 : 100);
