/** The WebContainer client as a module of its own: a boot that hangs is tried again with a fresh instance of it. */
export { WebContainer } from '@webcontainer/api';
