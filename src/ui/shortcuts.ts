import type { Player } from './player.svelte';

/** The shortcut sheet, and the test of whether a key press belongs to the page. */
export const shortcuts: { keys: string[]; does: string }[] = [
  { keys: ['r'], does: 'Run the chosen task live' },
  { keys: ['s'], does: 'One step, then pause' },
  { keys: ['space'], does: 'Play or pause' },
  { keys: ['x'], does: 'Stop the run' },
  { keys: ['h', '←'], does: 'Previous step' },
  { keys: ['l', '→'], does: 'Next step' },
  { keys: ['0'], does: 'Before the first step' },
  { keys: ['$'], does: 'Last step' },
  { keys: ['t'], does: 'Choose a task' },
  { keys: ['?'], does: 'This sheet' },
];

/** A dialog that just closed keeps the focus on its hidden field until the next frame; such a press is the page's. */
export const isHidden = ({ target }: KeyboardEvent): boolean => target instanceof Element && !target.checkVisibility();

/** True when the press is meant for a field, a control or a dialog rather than for the room. */
export function isElsewhere(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (isHidden(event)) return false;
  return event.composedPath().some((node) => {
    if (!(node instanceof HTMLElement)) return false;
    if (node.isContentEditable || /^(TEXTAREA|SELECT|DIALOG)$/.test(node.tagName)) return true;
    if (node.tagName === 'INPUT') return true;
    return event.key === ' ' && /^(BUTTON|SUMMARY|A)$/.test(node.tagName);
  });
}

/** The keys of a recording that is only watched. */
export function replayKeys(player: Player): (event: KeyboardEvent) => void {
  const back = () => player.seek(player.position - 1);
  const on = () => player.seek(player.position + 1);
  const presses: Record<string, () => void> = {
    ' ': () => player.toggle(),
    h: back,
    ArrowLeft: back,
    l: on,
    ArrowRight: on,
    '0': () => player.seek(0),
    $: () => player.seek(player.total),
  };
  return (event) => {
    const press = presses[event.key];
    if (!press || isElsewhere(event)) return;
    event.preventDefault();
    press();
  };
}
