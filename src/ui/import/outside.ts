/** The WebContainer as the room uses it. Loaded lazily. */
export { container, isUp, listen, teardown } from '../../sandboxes/container';
export { openContainerFolder } from '../../sandboxes/containerfolder';
