/** The page's content policy as the build writes it: which hosts it lists, what a build may add, and nothing loose in it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OFFERS } from '../../src/engines/catalogue';
import { publicHosts } from '../../src/import/hosts';
import { connectSources, csp } from '../../site/csp';
import { providers } from '../../src/vault/providers';

/** A source of the list allows the address: this site, a whole origin, or any host below a name or port of this machine. */
const allowed = (address: string, sources: string[]): boolean => {
  const { protocol, host, hostname } = new URL(address);
  return sources.some((source) => {
    if (source.startsWith('https://*.')) return protocol === 'https:' && hostname.endsWith(source.slice(9));
    if (source.endsWith(':*')) return source === `${protocol}//${hostname}:*`;
    return source === `${protocol}//${host}`;
  });
};

describe('connectSources', () => {
  const sources = connectSources('');
  const needed = [
    ...Object.values(providers).flatMap(({ baseURL }) => baseURL || []),
    ...[publicHosts.api, publicHosts.raw, publicHosts.listing, publicHosts.cdn],
    ...OFFERS.flatMap(({ source }) => (source.engine === 'webllm' ? [source.weights, source.lib] : source.files)),
    'http://127.0.0.1:11434/v1',
    'http://localhost:8080',
  ];
  test.each([...new Set(needed)])('%s is allowed', (address) => expect(allowed(address, sources)).toBe(true));
  test.each([
    'https://evil.example/',
    'http://api.openai.com/',
    'https://api.openai.com.evil.example/',
    'https://xhf.co/',
    'http://192.168.0.1:11434/',
    'wss://api.openai.com/',
  ])('%s is not', (address) => expect(allowed(address, sources)).toBe(false));
  test('no source is a scheme or a bare star', () => {
    expect(sources[0]).toBe("'self'");
    for (const source of sources.slice(1))
      expect(source).toMatch(/^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\*)?$/);
  });

  test('a build may add https origins, several with commas or spaces', () => {
    const more = connectSources('https://llm.example.com, https://*.corp.example:8443 https:');
    expect(more).toEqual([...sources, 'https://llm.example.com', 'https://*.corp.example:8443', 'https:']);
  });
  test.each([
    'http://llm.example.com',
    'https://llm.example.com/v1',
    "'unsafe-inline'",
    'https://a.example;script-src',
    '*',
    'data:',
    'https://user:pass@a.example',
  ])('%s is refused by name', (given) =>
    expect(() => connectSources(given)).toThrow(/PROTEGE_CONNECT: ".*" is no origin/),
  );
});

test('the policy comes first in the page, hashes each inline script and holds nothing unsafe', () => {
  const html = readFileSync('index.html', 'utf8');
  const { handler } = csp().transformIndexHtml as unknown as { handler(html: string): string };
  const built = handler(html);
  const [, policy = ''] =
    /<meta charset="utf-8" \/>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(built)!;
  const rules = Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0]!, rule.split(' ').slice(1)]));
  const inline = [...built.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, body]) => body!);
  expect(inline.length).toBeGreaterThan(0);
  const hashes = inline.map((body) => `'sha256-${createHash('sha256').update(body).digest('base64')}'`);
  expect(rules['script-src']).toEqual(["'self'", "'wasm-unsafe-eval'", ...hashes]);
  expect(rules['default-src']).toEqual(["'none'"]);
  expect(rules['connect-src']).toEqual(connectSources());
  for (const name of ['object-src', 'base-uri', 'form-action']) expect(rules[name]).toEqual(["'none'"]);
  expect(rules['worker-src']).toEqual(["'self'", 'blob:']);
  expect(rules['require-trusted-types-for']).toEqual(["'script'"]);
  expect(policy).not.toMatch(/'unsafe-/);
});
