/** Builds the sandbox's bundles and llama.cpp's modules once before tests that need them; skips what is up to date. */
export default async function setup(): Promise<void> {
  const { buildSandbox } = await import('../scripts/sandbox.mjs');
  await buildSandbox();
  const { buildLlama } = await import('../scripts/llama.mjs');
  buildLlama();
}
