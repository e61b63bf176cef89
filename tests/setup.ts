/** Builds the sandbox's bundles and llama.cpp's modules once before tests that need them; skips what is up to date. */
export default async function setup(): Promise<void> {
  // @ts-expect-error a plain script without types
  const { buildSandbox } = await import('../scripts/sandbox.mjs');
  await buildSandbox();
  // @ts-expect-error a plain script without types
  const { buildLlama } = await import('../scripts/llama.mjs');
  buildLlama();
}
