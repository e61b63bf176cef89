/**
 * The content policy's canary: whether it is in force in this realm, be it a page, a frame or a worker. A request to a
 * name that can never exist (RFC 2606) has to be blocked before it leaves; it carries nothing.
 */
const CANARY = 'https://csp-canary.invalid/';
const PATIENCE_MS = 10_000;
/** The violation is told about the same time as the failure, in either order. */
const LATE_MS = 500;

const blocked = new Set<string>();
let known: Promise<boolean> | undefined;

const hear = ({ blockedURI }: SecurityPolicyViolationEvent) => {
  if (URL.canParse(blockedURI)) blocked.add(new URL(blockedURI).origin);
};
if (typeof addEventListener === 'function') addEventListener('securitypolicyviolation', hear as EventListener);

/** The policy has kept this realm from the address's origin; asked after a request to it has failed. */
export async function forbidden(address: string): Promise<boolean> {
  const { origin } = new URL(address);
  for (let left = LATE_MS; left > 0 && !blocked.has(origin); left -= 10)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return blocked.has(origin);
}

/** Asked once; the policy of a realm does not change. */
export const confined = (): Promise<boolean> =>
  (known ??= fetch(CANARY, {
    mode: 'no-cors',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).then(
    () => false,
    () => forbidden(CANARY),
  ));
