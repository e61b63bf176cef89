/**
 * What runs inside the instrumented copy, as text: it counts points, and runs each failing test again and again with one
 * value changed at a time (a condition turned round, a number one more or less, a statement left out). A change that lets
 * the test pass, or fail in another way, shows that the failure depends on the place.
 *
 * `__p(n)` a point · `__p.v(n, x)` a value · `__p.c(n, x)` a condition · `__p.s(n)` false = leave the statement out ·
 * `__p.wrap(k, f)` a test · `__p.flat(f)` a test file that prints its results itself.
 * Trials go through the file in even steps, so that a run out of time has looked everywhere a little.
 * No single quotes in here: the shell passes it between two of them.
 */
import runtime from '../programs/coverage-runtime.js?raw';

export const FOLDER = '/tmp/coverage';

export const RUNTIME = runtime.replaceAll('FOLDER', FOLDER);
