/** What providers answer, in their many shapes: errors, a whole reply where a stream was asked for, why a reply ended. */
import { Fault } from './protocol';
import { isObject, type Json } from '../lib/json';

/** An error as the `openai` package reads it. */
export interface BodyError {
  message: string;
  /** A number is the HTTP status it would have had. */
  code?: string | number;
  type?: string;
  /** The field of the request that it is about. */
  param?: string;
  /** What the model wrote, where a server refuses it for looking like a tool call (Groq). */
  failed_generation?: string;
}

const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * The error in a body, or null when there is none. Known shapes: {error:{message}}, {error:"…"}, a list of these (Gemini),
 * {object:"error",message} (vLLM, Mistral), {detail:"…"} and {detail:[{loc,msg}]} (FastAPI), {message:{detail}}, {errors:[…]},
 * {type:"error",error} (Anthropic), plain text.
 */
export function errorIn(body: unknown, failed = false): BodyError | null {
  if (Array.isArray(body)) return body.map((one) => errorIn(one)).find((one) => one !== null) ?? null;
  if (typeof body === 'string') return failed && body.trim() !== '' ? { message: plainText(body) } : null;
  if (!isObject(body)) return null;
  const given = body.error ?? body.errors;
  const inner: unknown = Array.isArray(given) ? given[0] : given;
  if (isObject(inner)) return told(inner);
  if (word(inner)) return { ...told(body), message: word(body.message) ?? word(inner)! };
  const says = body.object === 'error' || body.type === 'error' || failed;
  if (body.detail !== undefined && (failed || !('choices' in body))) return told(body);
  return says && (body.message !== undefined || body.msg !== undefined) ? told(body) : null;
}

function told(error: Json): BodyError {
  const { code, type, status, param, failed_generation } = error;
  const { message, field } = wordsOf(error.message ?? error.detail ?? error.msg ?? error);
  const raw = isObject(error.metadata) ? word(error.metadata.raw) : undefined;
  const upstream = raw === undefined ? null : (errorIn(parsed(raw), true) ?? null); // what the host behind OpenRouter said
  const about = word(param) ?? upstream?.param ?? field;
  const kind = word(type) ?? word(status);
  return {
    message: upstream ? `${message}: ${upstream.message}` : message,
    ...(word(failed_generation) ? { failed_generation: word(failed_generation)! } : {}),
    ...(typeof code === 'number' || word(code) ? { code: code as string | number } : {}),
    ...(kind ? { type: kind } : {}),
    ...(about ? { param: about } : {}),
  };
}

/** The words of a message that may be a list of complaints, each about a field. */
function wordsOf(value: unknown): { message: string; field?: string } {
  if (typeof value === 'string') return { message: value };
  if (isObject(value) && value.detail !== undefined) return wordsOf(value.detail);
  if (isObject(value) && value.message !== undefined) return wordsOf(value.message);
  if (!Array.isArray(value)) return { message: JSON.stringify(value).slice(0, 500) };
  const parts = value.filter(isObject).map((one) => {
    const path = (Array.isArray(one.loc) ? one.loc : []).map(String).filter((name) => name !== 'body');
    return { field: path[0], text: [path.join('.'), word(one.msg) ?? word(one.message)].filter(Boolean).join(': ') };
  });
  const message = parts.map(({ text }) => text).join('; ') || JSON.stringify(value).slice(0, 500);
  return { message, ...(parts[0]?.field ? { field: parts[0].field } : {}) };
}

/** A page of HTML says little; its title is enough. */
function plainText(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1];
  return (title ?? body.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim().slice(0, 500);
}

/** Error bodies are read no further. */
const MOST_ERROR = 65_536;

/** A failed answer with its body in the one shape that the `openai` package reads. */
export async function readableFailure(response: Response): Promise<Response> {
  const text = (await response.text().catch(() => '')).slice(0, MOST_ERROR);
  const error = errorIn(parsed(text), true);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  return new Response(error ? JSON.stringify({ error }) : null, { status, statusText, headers });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** JSON where a stream of events was asked for, as one: a value a line (NDJSON), or one value over all lines. `whole`: it was one value. */
export function eventsOf(felt: () => void, ended: (whole: boolean) => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  let lines = true;
  let values = 0;
  const event = (text: string): string => {
    const value = parsed(text);
    if (typeof value === 'string') return '';
    values++;
    return `data: ${JSON.stringify(chunkOf(value))}\n\n`;
  };
  return new TransformStream({
    transform(bytes, to) {
      felt();
      rest += decoder.decode(bytes, { stream: true });
      for (let end = rest.indexOf('\n'); lines && end !== -1; end = rest.indexOf('\n')) {
        const told = event(rest.slice(0, end));
        // a first line that is no value by itself: it goes on over the next ones
        lines = told !== '' || values > 0 || rest.slice(0, end).trim() === '';
        if (!lines) break;
        rest = rest.slice(end + 1);
        if (told !== '') to.enqueue(encoder.encode(told));
      }
    },
    flush(to) {
      const told = event(rest + decoder.decode());
      ended(values === 1);
      to.enqueue(encoder.encode(`${told}data: [DONE]\n\n`));
    },
  });
}

/** A piece as Ollama's own address says it ({message | response, done}), as the others do; anything else as it is. */
function chunkOf(value: unknown): unknown {
  if (!isObject(value) || typeof value.done !== 'boolean' || value.choices !== undefined || value.error) return value;
  const { model, message, response, done, done_reason, prompt_eval_count, eval_count } = value;
  const finish_reason = done ? (word(done_reason) ?? 'stop') : null;
  return {
    object: 'chat.completion.chunk',
    model,
    choices: [{ index: 0, delta: isObject(message) ? message : {}, text: response, finish_reason }],
    ...(done ? { usage: { prompt_tokens: prompt_eval_count, completion_tokens: eval_count } } : {}),
  };
}

/** The text of a delta: a string, or a list of parts of which thinking is none of the reply. */
export function deltaText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => {
      if (typeof part === 'string') return part;
      if (!isObject(part) || !/^(?:text|output_text)$/.test(String(part.type ?? 'text'))) return '';
      return typeof part.text === 'string' ? part.text : isObject(part.text) ? (word(part.text.value) ?? '') : '';
    })
    .join('');
}

interface WireCall {
  function?: { name?: unknown; arguments?: unknown };
}

/** Calls of tools that nobody offered, which servers read out of a model's words: back into words, for whoever asked for words. */
export function toolCalls() {
  const calls: { name: string; arguments: string }[] = [];
  return {
    hear(delta: { tool_calls?: unknown; function_call?: unknown } | undefined): void {
      const heard = Array.isArray(delta?.tool_calls)
        ? delta.tool_calls
        : delta?.function_call
          ? [{ function: delta.function_call }]
          : [];
      (heard as (WireCall & { index?: number })[]).forEach(({ index, function: given }, i) => {
        const at = index ?? i;
        const call = (calls[at] ??= { name: '', arguments: '' });
        call.name += word(given?.name) ?? '';
        call.arguments +=
          typeof given?.arguments === 'string'
            ? given.arguments
            : isObject(given?.arguments)
              ? JSON.stringify(given.arguments)
              : '';
      });
    },
    text: () => calls.map((call) => `\n<tool_call>\n${JSON.stringify(call)}\n</tool_call>`).join(''),
  };
}

const LONG = /^(?:length|max_tokens|max_output_tokens|model_length|model_context_window_exceeded)$/i;
const FILTER = /content_?filter|safety|sensitive|recitation|blocklist|prohibited|refusal|guardrail/i;
const FAILED = /^(?:error|network_error|insufficient_system_resource|malformed_function_call|abort|cancelled|failed)/i;

/** @throws Fault when the reply ended for a reason that makes it no reply */
export function ending(reason: string, host: string, heard: string, error?: BodyError | null): 'stop' | 'length' {
  const about = heard === '' ? {} : ({ billed: 'maybe', heard } as const);
  if (error) throw new Fault('server', `${host} broke off: ${error.message.slice(0, 200)}`, { billed: 'maybe', heard });
  if (FILTER.test(reason))
    throw new Fault(
      'refused',
      `${host} held the reply back (${reason}): its filter took offence. Change the question, or choose another model.`,
      about,
    );
  if (FAILED.test(reason))
    throw new Fault('server', `${host} broke off (${reason}). Try again later.`, { billed: 'maybe', heard });
  return LONG.test(reason) ? 'length' : 'stop';
}
