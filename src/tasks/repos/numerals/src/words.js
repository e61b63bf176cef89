export const SMALL = [
  'zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
  'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
];
export const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
export const SCALES = [
  ['trillion', 1e12],
  ['billion', 1e9],
  ['million', 1e6],
  ['thousand', 1e3],
];

export function toWords(number) {
  if (!Number.isSafeInteger(number)) throw new RangeError(`Cannot write ${number} in words`);
  if (number < 0) return `minus ${toWords(-number)}`;
  if (number >= 1e15) throw new RangeError(`${number} is too large`);
  const parts = [];
  let rest = number;
  for (const [name, size] of SCALES) {
    if (rest < size) continue;
    parts.push(`${belowThousand(Math.floor(rest / size))} ${name}`);
    rest %= size;
  }
  if (rest > 0 || parts.length === 0) {
    if (parts.length > 0 && rest < 100) parts.push('and');
    parts.push(belowThousand(rest));
  }
  return parts.join(' ');
}

function belowThousand(number) {
  const hundreds = Math.floor(number / 100);
  const rest = number % 100;
  if (hundreds === 0) return belowHundred(rest);
  const head = `${SMALL[hundreds]} hundred`;
  return rest === 0 ? head : `${head} and ${belowHundred(rest)}`;
}

function belowHundred(number) {
  if (number < 20) return SMALL[number];
  const unit = number % 10;
  const ten = TENS[Math.floor(number / 10)];
  return unit === 0 ? ten : `${ten}-${SMALL[unit]}`;
}

export function fromWords(text) {
  const words = text.toLowerCase().replace(/[-,]/g, ' ').split(/\s+/).filter((word) => word !== '' && word !== 'and');
  const negative = words[0] === 'minus';
  if (negative) words.shift();
  if (words.length === 0) throw new SyntaxError(`"${text}" holds no number`);
  let total = 0;
  let group = 0;
  for (const word of words) {
    const scale = SCALES.find(([name]) => name === word);
    if (scale) {
      total += group * scale[1];
      group = 0;
    } else if (word === 'hundred') {
      group *= 100;
    } else {
      group += unitOf(word, text);
    }
  }
  const value = total + group;
  return negative && value !== 0 ? -value : value;
}

function unitOf(word, text) {
  const small = SMALL.indexOf(word);
  if (small !== -1) return small;
  const ten = TENS.indexOf(word);
  if (ten < 2) throw new SyntaxError(`Unknown word "${word}" in "${text}"`);
  return ten * 10;
}
