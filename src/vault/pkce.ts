/** OpenRouter's sign-in (PKCE, S256): the page leaves, comes back with a code; only the vault turns it into a key. */
import { toBase64Url } from '../lib/bytes';

export interface SignIn {
  verifier: string;
  state: string;
}

const random = (length: number) => toBase64Url(crypto.getRandomValues(new Uint8Array(length)));

export const beginSignIn = (): SignIn => ({ verifier: random(48), state: random(12) });

async function challengeOf(verifier: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** Where the page goes; it comes back to `here` with `?signin=<state>&code=…`. */
export async function signInAddress(
  { verifier, state }: SignIn,
  here: string,
  authorize = 'https://openrouter.ai/auth',
): Promise<string> {
  const back = new URL(here);
  back.hash = '';
  back.search = '';
  back.searchParams.set('signin', state);
  const url = new URL(authorize);
  url.searchParams.set('callback_url', back.href);
  url.searchParams.set('code_challenge', await challengeOf(verifier));
  url.searchParams.set('code_challenge_method', 'S256');
  return url.href;
}

/** The code of a return, when it belongs to the sign-in that was begun here. @throws in words */
export function codeOf(search: string, begun: SignIn | null): string {
  const query = new URLSearchParams(search);
  const code = query.get('code');
  if (query.get('error')) throw new Error('The sign-in was not completed. Try again, or paste a key.');
  if (!code) throw new Error('The sign-in came back without a code. Try again, or paste a key.');
  if (!begun || query.get('signin') !== begun.state)
    throw new Error('This sign-in was not begun in this tab, so it is not used. Sign in again from here.');
  return code;
}
