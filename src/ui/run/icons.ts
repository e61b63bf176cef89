/** One icon per action group, so that colour is never the only sign. */
import type { IconName } from '../parts/Icon.svelte';
import type { ActionGroup } from '../view';

export const groupIcon: Record<ActionGroup, IconName> = {
  explore: 'eye',
  edit: 'pencil',
  test: 'flask',
  run: 'terminal',
  ask: 'ask',
  submit: 'flag',
  invalid: 'warning',
};
