// Small shared pieces of the benchmarks: quantiles, a browser, bundles.
import path from 'node:path';
import { chromium } from 'playwright';
import { rawText } from '../rawtext.mjs';
import { findChromium, root } from '../setup.mjs';

export const sorted = (values) => [...values].sort((a, b) => a - b);
export const quantile = (values, q) => sorted(values)[Math.min(values.length - 1, Math.floor(q * values.length))];
export const median = (values) => quantile(values, 0.5);

/** A browser that can reach nothing but loopback. */
export async function openBrowser() {
  return chromium.launch({
    executablePath: await findChromium(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/**
 * Bundles one TypeScript entry; returns its text (`iife`) or writes it (`outfile`, for Node).
 * @param {string} entry
 * @param {Pick<import('esbuild').BuildOptions, 'outfile' | 'format' | 'platform' | 'external'>} options
 */
export async function bundle(entry, { outfile, format = 'iife', platform = 'browser', external = [] } = {}) {
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [path.join(root, entry)],
    bundle: true,
    format,
    platform,
    target: platform === 'node' ? 'node20.19' : 'es2022',
    packages: platform === 'node' ? 'external' : 'bundle',
    define: { 'import.meta.env.BASE_URL': '"/"' },
    external,
    plugins: [rawText],
    logLevel: 'warning',
    write: outfile !== undefined,
    ...(outfile === undefined ? {} : { outfile }),
  });
  return outfile ?? result.outputFiles?.[0]?.text ?? '';
}
