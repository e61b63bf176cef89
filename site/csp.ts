/** The page's Content-Security-Policy, put into each page, built or served for development. */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { providers } from '../src/vault/providers.ts';

/** Where repositories and packages come from. */
const REPOS = [
  'https://api.github.com',
  'https://raw.githubusercontent.com',
  'https://data.jsdelivr.com',
  'https://cdn.jsdelivr.net',
];
/** Where models come from; their hub forwards to its stores. */
const MODELS = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];
/** Servers on this machine. */
const HERE = ['http://localhost:*', 'http://127.0.0.1:*'];

/**
 * Every address the site may reach, workers included: they start as blobs and inherit this. PROTEGE_CONNECT adds origins
 * at build time (`https://llm.example.com`, or `https:` for any): the page's scripts can then send to them as well.
 */
export function connectSources(more = process.env.PROTEGE_CONNECT ?? ''): string[] {
  const added = more.split(/[\s,]+/).filter(Boolean);
  const bad = added.find((source) => !/^https:(\/\/(\*\.)?[\w.-]+(:\d+)?)?$/.test(source));
  if (bad !== undefined)
    throw new Error(`PROTEGE_CONNECT: "${bad}" is no origin. Write https://host, several with commas.`);
  const hosts = Object.values(providers).flatMap(({ baseURL }) => (baseURL ? [new URL(baseURL).origin] : []));
  return ["'self'", ...hosts, ...REPOS, ...MODELS, ...HERE, ...added];
}

/** The page that others may frame: it reaches nothing but its own site and starts nothing. */
const isFrame = (page: string): boolean => page.endsWith('/embed.html');

/** `dev`: Vite's own client puts styles into the page and listens for changes; all else is as built. */
const policy = (scripts: string[], dev: boolean, frame: boolean): string =>
  [
    "default-src 'none'",
    `script-src 'self'${frame ? '' : " 'wasm-unsafe-eval'"}${scripts.map((hash) => ` '${hash}'`).join('')}`,
    `style-src 'self'${dev ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${frame ? "'self'" : connectSources().join(' ')}${dev ? ' ws://127.0.0.1:* ws://localhost:*' : ''}`,
    `worker-src ${frame ? "'none'" : "'self' blob:"}`,
    `frame-src ${frame ? "'none'" : "'self'"}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html app',
  ].join('; ');

export function csp(): Plugin {
  return {
    name: 'csp',
    transformIndexHtml: {
      order: 'post',
      handler(html, context) {
        const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
          ([, body]) => `sha256-${createHash('sha256').update(body!).digest('base64')}`,
        );
        const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(hashes, context?.server !== undefined, isFrame(context?.path ?? ''))}" />`;
        return html.replace(/<meta charset="utf-8" \/>/, (charset) => `${charset}\n    ${meta}`);
      },
    },
  };
}
