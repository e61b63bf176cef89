import { sandboxes } from '../../src/sandboxes';
import { sandboxContract } from '../contracts/sandbox';

// What needs a network is tried in the person's own browser: the Doctor.
for (const [id, entry] of Object.entries(sandboxes).filter(([, { needs }]) => !needs?.includes('network')))
  sandboxContract(`${id} (browser)`, async () => (await entry.load()).create({}), id === 'quickjs' ? 10 : 100);
