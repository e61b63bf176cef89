/** One attempt at a provider: its stream as redacted text deltas, its end as counts. No money here; see vault.ts. */
import type OpenAI from 'openai';
import type { Stream } from '../types';
import { ending, type BodyError } from './bodies';
import type { Pulse } from './client';
import { explain, type Probe } from './faults';
import { Fault } from './protocol';
import type { Redactor } from './redact';
import { wireOf, type WireRequest } from './wires';
import type { Provider } from './providers';

/** Longest reply that is read, in characters; more is cut off as if by its own limit. */
const MOST_REPLY = 64_000;
const MOST_PIECES = 20_000;

export interface CallAttempt {
  host: string;
  base: string;
  provider: Provider;
  keyed: boolean;
  asked: WireRequest;
  dropped: Set<string>;
  timeoutMs: number;
  client: OpenAI;
  pulse: Pulse;
  redactor: Redactor;
  now: () => number;
  probe: () => Promise<Probe>;
}

export interface Heard {
  text: string;
  finish: 'stop' | 'length';
  model: string;
  /** Absent when the provider did not count. */
  tokensIn?: number;
  tokensOut?: number;
  cost?: number;
  logprobs: number[];
}

/** @param enough ends the reply well where it is @throws Fault; or the reason of the signal */
export async function* attempt(at: CallAttempt, signal?: AbortSignal, enough?: AbortSignal): Stream<string, Heard> {
  signal?.throwIfAborted();
  const quiet = new AbortController();
  let watch: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(() => quiet.abort(), at.timeoutMs);
  };
  const heard: Heard = { text: '', finish: 'stop', model: at.asked.model, logprobs: [] };
  let raw = '';
  let finish = '';
  let error: BodyError | undefined;
  let pieces = 0;
  let paused = false;
  at.pulse.ended = false;
  at.pulse.beat = () => void (paused || alive());
  const out = at.redactor.stream();
  try {
    const both = signal ? AbortSignal.any([signal, quiet.signal]) : quiet.signal;
    alive();
    for await (const piece of wireOf(at.provider, at.asked)(at.client, at.asked, at.dropped, both)) {
      if (++pieces > MOST_PIECES)
        throw new Fault('reply', `${at.host} sent more events than a reply may hold.`, { billed: 'maybe' });
      if (piece.model) heard.model = at.redactor.text(piece.model).text.slice(0, 200);
      // nothing, or nonsense, does not undo what was said before
      if (piece.tokensIn! > 0) heard.tokensIn = piece.tokensIn!;
      if (piece.tokensOut! > 0) heard.tokensOut = piece.tokensOut!;
      if (piece.cost !== undefined) heard.cost = piece.cost;
      if (piece.logprobs) heard.logprobs.push(...piece.logprobs);
      if (piece.finish) finish = piece.finish;
      if (piece.error) error = piece.error;
      if (piece.text) {
        const text = piece.text.slice(0, MOST_REPLY - raw.length);
        raw += text;
        const safe = out.push(text);
        clearTimeout(watch); // a reader that pauses is no silent server
        heard.text += safe;
        paused = true;
        if (safe !== '') yield safe;
        paused = false;
        if (enough?.aborted) {
          finish = 'stop';
          break;
        }
        if (raw.length >= MOST_REPLY) {
          finish = 'length';
          break;
        }
      }
      alive();
    }
    // the package ends an aborted stream without a word
    signal?.throwIfAborted();
    if (quiet.signal.aborted) throw new Error('silent');
    if (finish === '' && at.pulse.ended && raw !== '') finish = 'stop'; // some end without a reason, by the mark alone
    if (finish === '' && !error) throw new Error('cut');
    finish = ending(finish, at.host, raw, error);
  } catch (failure) {
    signal?.throwIfAborted();
    throw await explain(failure, {
      host: at.host,
      base: at.base,
      model: at.asked.model,
      keyed: at.keyed,
      silent: quiet.signal.aborted,
      timeoutMs: at.timeoutMs,
      heard: raw,
      began: pieces > 0,
      now: at.now(),
      probe: at.probe,
    });
  } finally {
    at.pulse.beat = () => {};
    clearTimeout(watch);
    quiet.abort();
  }
  const rest = out.end();
  heard.text += rest;
  if (rest !== '') yield rest;
  return { ...heard, finish: finish === 'length' ? 'length' : 'stop' };
}
