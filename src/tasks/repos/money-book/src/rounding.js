const away = (value) => (value < 0 ? Math.floor(value) : Math.ceil(value));

function halfUp(value) {
  const size = Math.floor(Math.abs(value) + 0.5);
  return value < 0 ? -size : size;
}

function halfEven(value) {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

const RULES = {
  'half-up': halfUp,
  'half-even': halfEven,
  down: Math.trunc,
  up: away,
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Rounds to a whole number; noise beyond the sixth digit is taken off first. */
export function round(value, rule = 'half-up') {
  const apply = RULES[rule];
  if (!apply) throw new RangeError(`unknown rounding ${rule}`);
  const clean = Number(value.toFixed(6));
  return apply(clean) + 0;
}
