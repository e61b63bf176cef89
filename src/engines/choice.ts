/** A loaded model as plain options, as they are recorded with a run's config; and back. */
import { OFFERS } from './catalogue';
import { folder } from './mlc';
import type { Spec } from './host';
import type { ModelSource } from './port';
import { namedError } from './pump';

export const CONTEXT = 8192;

/** The addresses go with the id, so that a recording says exactly what ran. */
export function recordedOptions({ source, context }: Spec): Record<string, string | number> {
  const places =
    source.engine === 'webllm'
      ? {
          weights: source.weights,
          lib: source.lib,
          ...(source.integrity ? { integrity: JSON.stringify(source.integrity) } : {}),
        }
      : { files: source.files.join(' '), ...(source.sha256 ? { sha256: source.sha256.join(' ') } : {}) };
  return { model: source.id, context, ...places };
}

/** @throws one clear sentence when an option is missing or an address is not allowed. */
export function specOf(engine: ModelSource['engine'], options: Record<string, unknown>): Spec {
  const { model, weights, lib, files, sha256, integrity } = options;
  if (typeof model !== 'string' || model.trim() === '')
    throw namedError(
      'ModelNotLoadedError',
      'No model is chosen. Open the Models room, load one and press "Use as protégé".',
    );
  const context = Number(options.context ?? CONTEXT);
  if (!Number.isInteger(context) || context < 1024 || context > 131_072)
    throw new Error('The context must be a whole number of tokens from 1,024 to 131,072.');
  const offer = OFFERS.find(({ id, engine: of }) => id === model && of === engine);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  if (engine === 'webllm') {
    const [base, wasm] = [text(weights), text(lib)];
    if (base && wasm) {
      const known = offer?.source.engine === 'webllm' && offer.source.weights === base && offer.source.lib === wasm;
      return { context, source: known ? offer.source : mlc(model, base, wasm, text(integrity)) };
    }
  } else if (text(files) !== undefined || !offer) {
    const list = (text(files) ?? '').split(/\s+/).filter(Boolean).map(address);
    const hashes = text(sha256)?.split(/\s+/);
    return { context, source: { engine, id: model, files: list, ...(hashes ? { sha256: hashes } : {}) } };
  }
  if (!offer) throw new Error(`There is no model "${model}" in the list. Give its addresses too.`);
  return { context, source: offer.source };
}

/** @throws AddressError, WrongHashError */
export function mlc(id: string, weights: string, lib: string, integrity?: string): ModelSource {
  folder(address(weights));
  address(lib);
  const hashes = integrity ? (JSON.parse(integrity) as Record<string, string>) : undefined;
  for (const hash of Object.values(hashes ?? {}))
    if (!/^sha(256|384|512)-[A-Za-z0-9+/]+=*$/.test(hash))
      throw namedError('WrongHashError', `"${hash}" is no integrity hash; write it like sha256-…`);
  return { engine: 'webllm', id, weights, lib, ...(hashes ? { integrity: hashes } : {}) };
}

/** https anywhere, http on this machine only. @throws AddressError */
export function address(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const here = url && /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && here)))
    throw namedError('AddressError', `"${text}" is not allowed: use https://, or http:// on this machine.`);
  if (url.username || url.password)
    throw namedError('AddressError', 'Leave login data out of the address: it is recorded.');
  return url.href;
}
