/** `events` as CommonJS packages inside the bundle import it. */
import { EventEmitter } from './events';

export { EventEmitter, EventEmitter as default };
