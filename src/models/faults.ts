/** What went wrong with a chat server, in one sentence with what to do next. */
import type OpenAI from 'openai';
import type { EndpointOptions } from './endpoint';

export interface Circumstances {
  options: EndpointOptions;
  /** A key was sent. */
  keyed: boolean;
  /** The server said nothing for too long. */
  silent: boolean;
  /** Characters received before it went wrong. */
  chars: number;
  client: () => Promise<OpenAI>;
}

export async function explain(error: unknown, around: Circumstances): Promise<Error> {
  return new Error(await sentence(error, around), { cause: error });
}

async function sentence(error: unknown, { options, keyed, silent, chars, client }: Circumstances): Promise<string> {
  const { baseURL, model, timeoutMs = 120_000 } = options;
  const { APIConnectionError } = await import('openai');
  const { status, message = String(error) } = error as { status?: number; message?: string };
  const host = new URL(baseURL).host;
  const detail = message.replace(/^\d{3} /, '').slice(0, 300);
  if (silent || /timed out/i.test(message))
    return `${host} said nothing for ${timeoutMs / 1000} s. Is the model still loading? Try again, or raise the timeout.`;
  switch (status) {
    case 401:
    case 403:
      return keyed
        ? `${host} does not accept this key (${status}: ${detail}). Check the key and that it may use ${model}.`
        : `${host} wants a key (${status}). Enter one for this server.`;
    case 404:
      return `${host} knows no model "${model}" at this address (404). ${await offered(client)}`;
    case 402:
      return `${host} says the account has no credit left (402: ${detail}). Top it up or choose another model.`;
    case 413:
      return `The prompt is too long for ${host} (413). Choose a model with a longer context.`;
    case 429:
      return `${host} is limiting requests (429: ${detail}). Wait a little, then resume.`;
  }
  if (status === 400 && /context|too long|maximum.*tokens/i.test(message))
    return `The prompt does not fit ${model} (${detail}). Choose a model with a longer context.`;
  if (status !== undefined && status >= 500)
    return `${host} failed (${status}: ${detail}). Try again later, or look at its log.`;
  if (status !== undefined) return `${host} refused the request (${status}: ${detail}).`;
  if (message === 'cut' || chars > 0)
    return `The connection to ${host} was cut after ${chars} characters. Try again; the episode can be resumed.`;
  if (error instanceof APIConnectionError || error instanceof TypeError)
    return `${host} cannot be reached. Is the server running at ${baseURL}, and does it allow requests from this page (CORS)?`;
  return `${host} answered something unexpected: ${detail}`;
}

/** The models the server offers, as far as it tells. */
async function offered(client: () => Promise<OpenAI>): Promise<string> {
  try {
    const page = await (await client()).models.list({ timeout: 3000, maxRetries: 0 });
    const names = page.data.map((entry) => entry.id).slice(0, 8);
    if (names.length > 0) return `It offers: ${names.join(', ')}.`;
  } catch {
    // the address itself may be wrong
  }
  return "Check the model's name and that the address ends like the server wants it, often in /v1.";
}
