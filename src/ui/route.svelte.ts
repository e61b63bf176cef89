/** Hash routes: works on any static host and under any sub-path. */
export type Route =
  | { room: 'run' }
  | { room: 'library' }
  | { room: 'episode'; id: string }
  | { room: 'about' }
  | { room: 'training' }
  | { room: 'repo' }
  | { room: 'patch'; id: string };

export function parseRoute(hash: string): Route {
  const [room = '', id] = hash.replace(/^#?\/?/, '').split('/');
  if (room === 'library') return id ? { room: 'episode', id: safeDecode(id) } : { room: 'library' };
  if (room === 'training') return { room: 'training' };
  if (room === 'about') return { room: 'about' };
  if (room === 'repo') return { room: 'repo' };
  if (room === 'patch' && id) return { room: 'patch', id: safeDecode(id) };
  return { room: 'run' };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const episodeHref = (id: string): string => `#/library/${encodeURIComponent(id)}`;

export const patchHref = (id: string): string => `#/patch/${encodeURIComponent(id)}`;

class Router {
  current = $state.raw<Route>(parseRoute(location.hash));
  constructor() {
    addEventListener('hashchange', () => (this.current = parseRoute(location.hash)));
  }
}

export const router = new Router();
