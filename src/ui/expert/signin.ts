/** OpenRouter's sign-in, both halves: leaving the page, and coming back to it. The key itself never passes here. */
import { beginSignIn, codeOf, signInAddress, type SignIn } from '../../vault/pkce';
import { requireConfined } from './canary';
import { openVault } from './vault';

const BEGUN = 'protege-signin';
/** Put there by the first script of the page, which takes the code out of the address at once. */
const RETURNED = 'protege-return';

/** @throws Fault `unconfined` before anything else */
export async function leaveToSignIn(): Promise<void> {
  await requireConfined();
  const begun = beginSignIn();
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  location.assign(await signInAddress(begun, location.href));
}

/** True when a sign-in has just been completed. @throws one sentence when it failed */
export async function finishSignIn(): Promise<boolean> {
  const search = sessionStorage.getItem(RETURNED);
  const saved = sessionStorage.getItem(BEGUN);
  if (search === null) return false;
  sessionStorage.removeItem(RETURNED);
  sessionStorage.removeItem(BEGUN);
  const begun = saved === null ? null : (JSON.parse(saved) as SignIn);
  await openVault().exchange(codeOf(search, begun), begun!.verifier);
  return true;
}
