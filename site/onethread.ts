/**
 * jax-js takes a page that is isolated as leave to start threads from plain blobs, which the page's policy
 * (Trusted Types) refuses. Our nets are too small to gain by them: they compute in one thread, isolated or not.
 */
import type { Plugin } from 'vite';

const ASKS = 'return typeof SharedArrayBuffer !== "undefined" && typeof Worker !== "undefined";';

export function oneThread(): Plugin {
  return {
    name: 'one-thread',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('@jax-js/jax') || !code.includes('hasSharedArrayBuffer()')) return null;
      if (!code.includes(ASKS)) this.error('jax-js asks for threads in other words now: see site/onethread.ts.');
      return { code: code.replace(ASKS, 'return false;'), map: null };
    },
  };
}
