/** Keys at rest: AES-GCM under a key that is not on the disk, made from a passphrase or a security key's PRF output. */
import { Fault, type Secret } from './protocol';

const ITERATIONS = 600_000;

export interface Sealed {
  v: 1;
  kind: 'passphrase' | 'prf';
  iterations: number;
  salt: Uint8Array<ArrayBuffer>;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export async function seal(text: string, secret: Secret): Promise<Sealed> {
  if ('passphrase' in secret && secret.passphrase.length < 8)
    throw new Fault('locked', 'Choose a passphrase of at least 8 characters: whoever has this device can try many.');
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await derive(secret, salt, ITERATIONS);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
  return { v: 1, kind: 'prf' in secret ? 'prf' : 'passphrase', iterations: ITERATIONS, salt, iv, data };
}

/** @throws Fault `locked` when the secret is not the one it was sealed with. */
export async function unseal(sealed: Sealed, secret: Secret): Promise<string> {
  try {
    const key = await derive(secret, sealed.salt, sealed.iterations);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data);
    return new TextDecoder().decode(plain);
  } catch {
    throw new Fault('locked', 'This does not open what is remembered here. Try again, or paste the key anew.');
  }
}

async function derive(secret: Secret, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const aes = { name: 'AES-GCM', length: 256 };
  const bytes = (data: Uint8Array) => Uint8Array.from(data);
  if ('prf' in secret) {
    const base = await crypto.subtle.importKey('raw', bytes(secret.prf), 'HKDF', false, ['deriveKey']);
    const info = new TextEncoder().encode('protege vault 1');
    return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, aes, false, [
      'encrypt',
      'decrypt',
    ]);
  }
  const words = new TextEncoder().encode(secret.passphrase.normalize('NFC'));
  const base = await crypto.subtle.importKey('raw', words, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, aes, false, [
    'encrypt',
    'decrypt',
  ]);
}
