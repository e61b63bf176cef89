/** Before a key is accepted: the content policy's canary in the page and in the sandbox. The vault asks its own. */
import { confined } from '../../lib/canary';
import { Fault, unconfined } from '../../vault/protocol';

let known: Promise<string[]> | undefined;

/** The realms of this page, besides the vault, in which the policy is not in force. @throws Fault `unconfined` */
export function looseRealms(): Promise<string[]> {
  known ??= Promise.all([confined(), import('../../sandboxes/canary').then((canary) => canary.sandboxConfined())]).then(
    ([page, sandbox]) => [...(page ? [] : ['the page']), ...(sandbox ? [] : ['the sandbox'])],
    (error: Error) => {
      known = undefined; // a file that did not come may come the next time
      throw new Fault('unconfined', `No key is accepted before the sandbox is checked. ${error.message}`);
    },
  );
  return known;
}

/** @throws Fault `unconfined` with what to do */
export async function requireConfined(): Promise<void> {
  const loose = await looseRealms();
  if (loose.length > 0) throw unconfined(loose);
}
