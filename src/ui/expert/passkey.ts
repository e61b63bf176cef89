/** A secret from a passkey (WebAuthn PRF): 32 bytes that only the authenticator can make. Workers have no WebAuthn. */
import { fromBase64, toBase64 } from '../../lib/bytes';
import { preference } from '../../storage/preferences';
import type { Secret } from '../../vault/protocol';

const ID = preference('protege-passkey');
const SALT = new TextEncoder().encode('protege vault, first salt');

export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && !/^[\d.]+$|^\[/.test(location.hostname);

interface Results {
  prf?: { enabled?: boolean; results?: { first?: BufferSource } };
}

const unsupported = () =>
  new Error('This passkey cannot make a secret (no PRF). Use a passphrase instead; nothing was stored.');

/** @param fresh make a new passkey; otherwise use the one that was made here. @throws in words when it is refused */
export async function passkeySecret(fresh: boolean): Promise<Secret> {
  try {
    if (fresh) await register();
    const id = ID.read();
    if (!id) throw new Error('There is no passkey of this page in this browser. Use the passphrase.');
    const credential = (await navigator.credentials.get({
      publicKey: {
        challenge: crypto.getRandomValues(new Uint8Array(32)),
        allowCredentials: [{ type: 'public-key', id: fromBase64(id) }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: SALT } } } as AuthenticationExtensionsClientInputs,
      },
    })) as PublicKeyCredential | null;
    const first = (credential?.getClientExtensionResults() as Results).prf?.results?.first;
    if (!first) throw unsupported();
    return { prf: new Uint8Array(first instanceof ArrayBuffer ? first : first.buffer) };
  } catch (error) {
    if (error instanceof DOMException)
      throw new Error('The passkey was not used. Try again, or use a passphrase.', { cause: error });
    throw error;
  }
}

async function register(): Promise<void> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      rp: { name: 'Protégé Playground' },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'vault', displayName: 'Protégé Playground vault' },
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
      extensions: { prf: {} } as AuthenticationExtensionsClientInputs,
    },
  })) as PublicKeyCredential | null;
  if (!credential || !(credential.getClientExtensionResults() as Results).prf?.enabled) throw unsupported();
  const fault = ID.keep(toBase64(new Uint8Array(credential.rawId)));
  if (fault) throw fault;
}
