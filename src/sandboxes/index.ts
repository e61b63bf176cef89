/** Registry of sandboxes. */
import type { Entry, Sandbox } from '../types';

export const sandboxes: Record<string, Entry<Sandbox>> = {
  embedded: {
    label: 'Embedded',
    about:
      'Runs the repository in this tab on the browser’s own JavaScript engine: a bash-like shell, git, npm scripts and real test libraries, without network or storage. No native addons, servers or installs.',
    load: async () => (typeof document === 'object' ? import('./embedded') : import('./node')),
  },
};
