/** The page's end of the vault: starts its worker at the first call; keys go in and never come back. */
import { connect } from '../../lib/rpc';
import { startWorker } from '../../lib/worker';
import { STREAMS, type Vault } from '../../vault/protocol';

let remote: Vault | undefined;

function start(): Vault {
  const opening = import('../../../workers/vault?worker&url').then(({ default: url }) => {
    const worker = startWorker(url, 'vault');
    const { remote, close } = connect<Vault>(worker, STREAMS);
    worker.addEventListener('error', () =>
      close(new Error('The vault did not start. Reload the page; your episodes are safe.')),
    );
    return { remote: remote as Vault };
  });
  return new Proxy({} as Vault, {
    get: (_, name: keyof Vault & string) =>
      name === 'ask'
        ? async function* (...given: Parameters<Vault['ask']>) {
            return yield* (await opening).remote.ask(...given);
          }
        : async (...given: unknown[]) => {
            const { remote } = await opening;
            return (remote[name] as (...given: unknown[]) => unknown)(...given);
          },
  });
}

/** The one vault of this page. */
export const openVault = (): Vault => (remote ??= start());

/** As it is to be kept: without key-like text, where the vault is in use. */
export const cleaned = async <T>(value: T): Promise<T> => (remote ? remote.clean(value) : value);

/** Finds keys in what is about to leave the page; without a vault, only what is shaped like one. */
export async function findKeys(bytes: Uint8Array): Promise<{ keys: number; shapes: number }> {
  if (remote) return remote.scan(bytes);
  const { scan } = await import('../../vault/scan');
  return scan(bytes, []);
}
