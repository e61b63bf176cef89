/** The page's end of the vault: its worker starts at the first call; keys go in and never come back. */
import { connect } from '../../lib/rpc';
import { startWorker } from '../../lib/worker';
import { VAULT_STREAMS, type Redactions, type Vault } from '../../vault/protocol';
import { requireConfined } from './canary';

let opening: Promise<{ remote: Vault }> | undefined;

const start = (): Promise<{ remote: Vault }> =>
  (opening ??= import('../../../workers/vault?worker&url').then(({ default: url }) => {
    const worker = startWorker(url, 'vault');
    const { remote, close } = connect<Vault>(worker, VAULT_STREAMS);
    worker.addEventListener('error', () => {
      opening = undefined;
      close(new Error('The vault did not start. Reload the page; your episodes are safe.'));
    });
    return { remote: remote as Vault };
  }));

/** What brings a key into the vault waits for the canaries; nothing is handed over where one of them fails. */
const BRINGS: ReadonlySet<string> = new Set<keyof Vault>(['hand', 'exchange', 'unlock']);

const vault = new Proxy({} as Vault, {
  get: (_, name: keyof Vault & string) =>
    name === 'ask'
      ? async function* (...given: Parameters<Vault['ask']>) {
          return yield* (await start()).remote.ask(...given);
        }
      : async (...given: unknown[]) => {
          if (BRINGS.has(name)) await requireConfined();
          const { remote } = await start();
          return (remote[name] as (...given: unknown[]) => unknown)(...given);
        },
});

/** The one vault of this page. */
export const openVault = (): Vault => vault;

/** As it is to be kept: without key-like text, where the vault is in use. */
export const keyless = async <T>(value: T): Promise<T> => (opening ? vault.clean(value) : value);

/** Finds keys in what is about to leave the page; without a vault, only what is shaped like one. */
export async function findKeys(bytes: Uint8Array): Promise<Redactions> {
  if (opening) return vault.scan(bytes);
  const { scan } = await import('../../vault/scan');
  return scan(bytes, []);
}
