import { sandboxes } from '../../src/sandboxes';
import { sandboxContract } from '../contracts/sandbox';

// What needs a network is tried in the person's own browser: the Doctor. Processes are no sandbox, and none of a page.
const here = Object.entries(sandboxes).filter(([, { needs, unlisted }]) => !needs?.includes('network') && !unlisted);
for (const [id, entry] of here)
  sandboxContract(`${id} (browser)`, async () => (await entry.load()).create({}), id === 'quickjs' ? 4 : 20);
