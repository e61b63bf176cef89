/** GitHub with the person's token, as the import wants it: the vault sends, the token stays there. */
import { ImportError, type ImportFaultKind } from '../../import/fault';
import type { TokenFetch } from '../../import/traffic';
import { kindOf, type Vault } from '../../vault/protocol';
import { openVault } from '../expert/vault';

/** Faults that a second try would not mend; the rest counts as trouble with the network. */
const LASTING: Record<string, ImportFaultKind> = {
  key: 'missing',
  locked: 'missing',
  refused: 'missing',
  address: 'missing',
  policy: 'missing',
  cors: 'missing',
  reply: 'large',
};
const BODILESS = [204, 205, 304];

/** Sends with the token given for `base`, GitHub's REST. @throws ImportError in one sentence; the signal's reason */
export function tokenFetch(base: string, vault: Vault = openVault()): TokenFetch {
  return async (url, { method, headers, body, signal }) => {
    const accept = new Headers(headers).get('accept');
    const call = {
      base,
      url,
      method: method === 'POST' ? ('POST' as const) : ('GET' as const),
      ...(accept === null ? {} : { accept }),
      ...(typeof body === 'string' ? { body } : {}),
    };
    try {
      const reply = await vault.github(call, signal ? { signal } : {});
      const content = BODILESS.includes(reply.status) ? null : new Uint8Array(reply.body);
      return new Response(content, { status: reply.status, headers: reply.headers });
    } catch (error) {
      signal?.throwIfAborted();
      const kind = kindOf(error);
      if (kind === undefined) throw error;
      throw new ImportError(LASTING[kind] ?? 'network', (error as Error).message);
    }
  };
}
