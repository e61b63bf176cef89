/** A small repository with a bug, to try the room with: it comes in as a picked folder does, without any network. */
import type { Picked } from './pick';

const NAME = 'corner-shop-till';

const files: Record<string, string> = {
  'package.json': `{
  "name": "corner-shop-till",
  "version": "1.0.0",
  "license": "MIT",
  "type": "module",
  "scripts": {
    "test": "node --test"
  }
}
`,
  'README.md': `# corner-shop-till

The till of a corner shop: lines of a bill, a discount for many pieces of one thing, and prices as text.

- Ten pieces or more of one thing cost ten per cent less.
- Prices are whole cents.
`,
  'src/bill.js': `import { percentOff } from './price.js';

/** From so many pieces of one thing on, it costs less. */
export const MANY = 10;

/** What one line of the bill costs, in cents. */
export function lineTotal({ cents, pieces }) {
  const full = cents * pieces;
  return pieces < MANY ? percentOff(full, 10) : full;
}

/** What all lines cost together, in cents. */
export function total(lines) {
  return lines.reduce((sum, line) => sum + lineTotal(line), 0);
}

/** The line that costs most; undefined for an empty bill. */
export function dearest(lines) {
  return lines.reduce((best, line) => (best === undefined || lineTotal(line) > lineTotal(best) ? line : best), undefined);
}
`,
  'src/price.js': `/** So many per cent less, in whole cents. */
export function percentOff(cents, percent) {
  return Math.round((cents * (100 - percent)) / 100);
}

/** 1234 -> '12.34' */
export function asText(cents) {
  const whole = Math.floor(cents / 100);
  return \`\${whole}.\${String(cents % 100).padStart(2, '0')}\`;
}
`,
  'test/bill.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { dearest, lineTotal, total } from '../src/bill.js';

test('a few pieces cost their price', () => {
  assert.equal(lineTotal({ cents: 50, pieces: 3 }), 150);
});
test('ten pieces are many: ten per cent less', () => {
  assert.equal(lineTotal({ cents: 50, pieces: 10 }), 450);
});
test('more than ten pieces cost less as well', () => {
  assert.equal(lineTotal({ cents: 50, pieces: 20 }), 900);
});
test('a bill adds up its lines', () => {
  assert.equal(total([{ cents: 50, pieces: 10 }, { cents: 199, pieces: 1 }]), 649);
});
test('an empty bill costs nothing', () => {
  assert.equal(total([]), 0);
});
test('the dearest line', () => {
  assert.deepEqual(dearest([{ cents: 50, pieces: 3 }, { cents: 400, pieces: 1 }]), { cents: 400, pieces: 1 });
});
`,
  'test/price.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { asText, percentOff } from '../src/price.js';

test('per cent off, in whole cents', () => {
  assert.equal(percentOff(999, 10), 899);
});
test('a price as text', () => {
  assert.equal(asText(1234), '12.34');
  assert.equal(asText(5), '0.05');
});
`,
};

export function sample(): Picked {
  const entries = Object.entries(files).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, size: bytes.length, bytes: () => Promise.resolve(bytes) };
  });
  return { name: NAME, entries };
}
