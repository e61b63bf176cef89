/** OpenRouter's sign-in, both halves: leaving the page, and coming back to it. The key itself never passes here. */
import { preference } from '../../storage/preferences';
import { beginSignIn, codeOf, signInAddress, type SignIn } from '../../vault/pkce';
import { requireConfined } from './canary';
import { openVault } from './vault';

const BEGUN = preference('protege-signin', 'sessionStorage');
/** Put there by the first script of the page, which takes the code out of the address at once. */
const RETURNED = preference('protege-return', 'sessionStorage');

/** @throws Fault `unconfined` before anything else */
export async function leaveToSignIn(): Promise<void> {
  await requireConfined();
  const begun = beginSignIn();
  const fault = BEGUN.keep(JSON.stringify(begun));
  if (fault) throw fault;
  location.assign(await signInAddress(begun, location.href));
}

/** True when a sign-in has just been completed. @throws one sentence when it failed */
export async function finishSignIn(): Promise<boolean> {
  const search = RETURNED.read();
  const saved = BEGUN.read();
  if (search === null) return false;
  RETURNED.keep(null);
  BEGUN.keep(null);
  const begun = saved === null ? null : (JSON.parse(saved) as SignIn);
  await openVault().exchange(codeOf(search, begun), begun!.verifier);
  return true;
}
