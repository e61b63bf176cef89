/** Hash routes: works on any static host and under any sub-path. `#/room/id?key=value`. */
import { rooms, type Room } from './rooms';

export interface Route {
  room: Room;
  id: string | null;
  query: URLSearchParams;
}

const home = rooms.find(({ path }) => path === '')!;

/** The room of an address; what is not known leads to Run. */
export function parseRoute(hash: string): Route {
  const [place = '', search = ''] = hash.replace(/^#?\/?/, '').split('?');
  const [path = '', id] = place.split('/');
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew with each address, never changed
  const query = new URLSearchParams(search);
  const room = rooms.find((room) => room.path === path && (id || !room.withId));
  return room ? { room, id: id ? safeDecode(id) : null, query } : { room: home, id: null, query };
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

/** The tab that the address names (`#/arms/dial`), else the first. */
export function tabOf<T extends string>(tabs: readonly T[]): T {
  return tabs.find((tab) => tab === router.current.id) ?? tabs[0]!;
}

/** The address names the tab on show, without a step more to go back. */
export function keepTab(room: string, tab: string): void {
  if (router.current.room.path === room) history.replaceState(null, '', `#/${room}/${tab}`);
}

/** The whole address of a hash on this site. */
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- read once
export const linkTo = (hash: string): string => new URL(hash, location.href).href;
