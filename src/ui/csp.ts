/** The page's Content-Security-Policy, put into the built index.html (Node side, used by vite.config.ts only). */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/**
 * Endpoints are the person's own choice, so connect-src cannot list them: any https address and this machine. Code under
 * test runs in sandbox.html, whose own policy allows no connection at all.
 */
const policy = (scripts: string[]): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${scripts.map((hash) => ` '${hash}'`).join('')}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
    "worker-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ');

export function csp(): Plugin {
  return {
    name: 'csp',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
          ([, body]) => `sha256-${createHash('sha256').update(body!).digest('base64')}`,
        );
        const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(hashes)}" />`;
        return html.replace(/<meta charset="utf-8" \/>/, (charset) => `${charset}\n    ${meta}`);
      },
    },
  };
}
