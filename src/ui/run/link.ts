/** A task with a team as an address: `#/?task=…&protege=…&gate=…&expert=…`. */
import { catalog } from '../catalog.svelte';
import { linkTo } from '../route.svelte';
import { settings } from '../settings.svelte';
import { gateOffers, modelOffers } from '../team';
import { toasts } from '../toasts.svelte';
import type { RunRoom } from './room.svelte';

/** To the task on screen, with the chosen team. */
export async function copyLink(task: string): Promise<void> {
  const { protege, gate, expert } = settings.current;
  await navigator.clipboard.writeText(linkTo(`#/?${new URLSearchParams({ task, protege, gate, expert })}`));
  toasts.add('Link copied: it opens this task with this team.', { ms: 4000 });
}

/** Opens what such a link names; players that this site does not offer stay as they are. @throws when it has no such task */
export async function follow(room: RunRoom, query: URLSearchParams): Promise<void> {
  await catalog.load();
  const known = (key: string, offers: { id: string }[]) => {
    const id = query.get(key);
    return id !== null && (offers.some((one) => one.id === id) || (key === 'expert' && id === 'none')) ? id : null;
  };
  const { current } = settings;
  current.protege = known('protege', modelOffers('protege')) ?? current.protege;
  current.gate = known('gate', gateOffers) ?? current.gate;
  current.expert = known('expert', modelOffers('expert')) ?? current.expert;
  const row = catalog.rows.find(({ id }) => id === query.get('task'));
  if (!row) throw new Error('This link names a task that the site does not have. Choose one from the list.');
  await room.choose(row);
}
