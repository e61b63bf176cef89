/** Hash routes: works on any static host and under any sub-path. */
import { rooms, type Room } from './rooms';

export interface Route {
  room: Room;
  id: string | null;
}

const home = rooms.find(({ path }) => path === '')!;

/** The room of an address; what is not known leads to Run. */
export function parseRoute(hash: string): Route {
  const [path = '', id] = hash.replace(/^#?\/?/, '').split('/');
  const room = rooms.find((room) => room.path === path && (id || !room.withId));
  return room ? { room, id: id ? safeDecode(id) : null } : { room: home, id: null };
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
