/** Registry of sandboxes. */
import type { Entry, Sandbox } from '../types';

const load = async () => (typeof document === 'object' ? import('./embedded') : import('./node'));

export const sandboxes: Record<string, Entry<Sandbox>> = {
  embedded: {
    label: 'Embedded',
    about:
      'Runs the repository in this tab on the browser’s own JavaScript engine: a bash-like shell, git, npm scripts and real test libraries, without network or storage. No native addons, servers or installs.',
    load,
  },
  quickjs: {
    label: 'Embedded, strict engine',
    about:
      'The same sandbox with guest code inside QuickJS: at most 128 MB of memory, none of the browser’s objects, 10 to 80 times slower. Scripts and suites of all runners but tap; no Intl, WebAssembly, streams or unhandled-rejection reports.',
    load: async () => {
      const { create } = await load();
      return { create: () => create({ engine: 'strict' }) };
    },
  },
  webcontainer: {
    label: 'WebContainer',
    about:
      'Real Node and npm in the tab, from StackBlitz: installs packages, runs builds and servers. Needs a connection and the isolated page (container.html); commercial use needs their licence. The repository’s code can reach the network there.',
    needs: ['isolation', 'network'],
    load: async () => {
      const { create } = await import('./webcontainer');
      return { create: () => create() };
    },
  },
  process: {
    label: 'Processes of this machine',
    about:
      'Runs a checked-out repository’s own test command with its installed packages, in a copy of it: protege repair FOLDER --process. No sandbox; for places where npm test is safe.',
    needs: ['node'],
    unlisted: true,
    options: [{ key: 'root', label: 'The checked-out repository', type: 'text', hidden: true }],
    load: async () => {
      const { create } = await import('./process');
      return {
        create({ root }) {
          if (typeof root !== 'string')
            throw new Error(
              'This episode ran as processes of a machine, which a page has not. Go on with `protege repair FOLDER --process`, or open the repository under Your repo.',
            );
          return create({ root });
        },
      };
    },
  },
};
