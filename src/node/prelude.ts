/**
 * What to put before the exec bundle's text when it runs in worker_threads (`new Worker(prelude + bundle, { eval: true,
 * env: {} })`).
 */
export { default as prelude } from './prelude.cjs?raw';
