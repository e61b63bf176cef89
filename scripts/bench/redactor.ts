/** What the redactor costs per 64 kB: code and prose, two keys in the vault, all shapes. */
import { createRedactor } from '../../src/vault/redact';

const line =
  'export function next(list, from = 0) { return list[from + 1] ?? task-force(sk, "risk", key_12); } // ünïcode ok\n';
const text = line.repeat(Math.ceil(65_536 / line.length)).slice(0, 65_536);
const leaky = `${text.slice(0, 30_000)} sk-proj-${'aB3'.repeat(12)} ${text.slice(30_100)}`;

/** Milliseconds per call, `n` calls each of a text without and with a key in it. */
export function redacting(n: number): number[] {
  const redactor = createRedactor(['sk-canary-7f3a91c7d2b64e05', 'plainkey0123456789']);
  const times: number[] = [];
  for (let i = 0; i < n + 20; i++)
    for (const given of [text, leaky]) {
      const started = performance.now();
      redactor.text(given);
      if (i >= 20) times.push(performance.now() - started);
    }
  return times;
}
