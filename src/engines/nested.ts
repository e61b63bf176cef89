/**
 * Under the page's policy (Trusted Types) only typed addresses start workers, and llama.cpp's package starts its own from
 * plain blobs. This types the script blobs that were made in this worker, and no other address; it goes before their own
 * text, because they start workers (threads) in turn. Needs nothing around it: its text is what runs there.
 */
export function typeWorkers(): void {
  interface Types {
    createPolicy(
      name: string,
      rules: { createScriptURL(url: string): string },
    ): { createScriptURL(url: string): string };
  }
  const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
  if (!types) return;
  const made = new Set<string>();
  const policy = types.createPolicy('app', {
    createScriptURL(url) {
      if (!made.has(url)) throw new TypeError('Only workers made here are started.');
      return url;
    },
  });
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (given) => {
    if (!(given instanceof Blob) || given.type !== 'text/javascript') return create(given);
    const url = create(new Blob([`(${typeWorkers})();\n`, given], { type: given.type }));
    made.add(url);
    return url;
  };
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(policy.createScriptURL(String(url)), options);
    }
  };
}
