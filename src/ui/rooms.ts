/** The rooms: their place in the address and the navigation. One line adds a room; all but Run load when opened. */
import type { Component } from 'svelte';

export interface Room {
  /** First part of the hash. */
  path: string;
  title: string;
  /** In the navigation; rooms without it are reached from another room, which is then marked as current. */
  nav: true | { under: string };
  load?: () => Promise<{ default: Component }>;
  /** Instead of `load`: the room shows one thing, named by the second part of the hash. */
  open?: () => Promise<{ default: Component<{ id: string | null }> }>;
  /** There is nothing to show without an id; such an address leads to Run. */
  withId?: true;
}

/** In the order of the navigation. */
export const rooms: Room[] = [
  { path: 'learn', title: 'Learn', nav: true, open: () => import('./learn/Learn.svelte') },
  { path: '', title: 'Run', nav: true },
  { path: 'repo', title: 'Your repo', nav: true, load: () => import('./import/Import.svelte') },
  { path: 'expert', title: 'Expert', nav: true, load: () => import('./expert/Expert.svelte') },
  { path: 'models', title: 'Models', nav: true, load: () => import('./models/Models.svelte') },
  { path: 'library', title: 'Library', nav: true, open: () => import('./library/Library.svelte') },
  { path: 'arms', title: 'Who decides?', nav: true, load: () => import('./arms/Arms.svelte') },
  { path: 'training', title: 'Training', nav: true, load: () => import('./training/Training.svelte') },
  { path: 'about', title: 'About', nav: true, load: () => import('./about/About.svelte') },
  { path: 'doctor', title: 'Doctor', nav: { under: 'models' }, load: () => import('./doctor/Doctor.svelte') },
  {
    path: 'compare',
    title: 'Compare',
    nav: { under: 'library' },
    withId: true,
    open: () => import('./compare/Compare.svelte'),
  },
  {
    path: 'patch',
    title: 'Patch',
    nav: { under: 'repo' },
    withId: true,
    open: () => import('./patch/Patch.svelte'),
  },
];
