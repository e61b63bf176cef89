'use strict';

/** Regroups a stream of values from `from` bits each to `to` bits each. */
function regroup(values, from, to, { pad }) {
  const out = [];
  const mask = (1 << to) - 1;
  let buffer = 0;
  let held = 0;
  for (const value of values) {
    buffer = ((buffer << from) | value) & 0xffff;
    held += from;
    while (held >= to) {
      held -= to;
      out.push((buffer >> held) & mask);
    }
  }
  const rest = buffer & ((1 << held) - 1);
  if (pad && held > 0) out.push((rest << (to - held)) & mask);
  if (!pad && (held >= from || rest !== 0)) throw new RangeError('left-over bits at the end');
  return out;
}

module.exports = { regroup };
