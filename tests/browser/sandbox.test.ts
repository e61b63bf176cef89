import { sandboxes } from '../../src/sandboxes';
import { sandboxContract } from '../contracts/sandbox';

for (const [id, entry] of Object.entries(sandboxes))
  sandboxContract(`${id} (browser)`, async () => (await entry.load()).create({}), id === 'quickjs' ? 10 : 100);
