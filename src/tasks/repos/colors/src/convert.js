export function rgbToHsl({ r, g, b }) {
  const [red, green, blue] = [r / 255, g / 255, b / 255];
  const max = Math.max(red, green, blue);
  const min = Math.min(red, green, blue);
  const delta = max - min;
  const l = (max + min) / 2;
  if (delta === 0) return { h: 0, s: 0, l: l * 100 };
  const s = delta / (1 - Math.abs(2 * l - 1));
  return { h: hueOf(red, green, blue, max, delta), s: s * 100, l: l * 100 };
}

function hueOf(red, green, blue, max, delta) {
  let sector;
  if (max === red) sector = (green - blue) / delta + (green < blue ? 6 : 0);
  else if (max === green) sector = (blue - red) / delta + 2;
  else sector = (red - green) / delta + 4;
  return sector * 60;
}

export function rgbToHex({ r, g, b, a = 1 }) {
  const channels = a < 1 ? [r, g, b, Math.round(a * 255)] : [r, g, b];
  return '#' + channels.map((value) => value.toString(16).padStart(2, '0')).join('');
}

export function rgbToString({ r, g, b, a = 1 }) {
  return a < 1 ? `rgba(${r}, ${g}, ${b}, ${round(a, 3)})` : `rgb(${r}, ${g}, ${b})`;
}

export function round(value, digits = 0) {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
