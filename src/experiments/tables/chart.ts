/** Line charts as plain SVG text, several panels in one picture; readable on light and dark pages. */
export interface ChartLine {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  title: string;
  x: string;
  lines: readonly ChartLine[];
  /** Values are shares from 0 to 1, shown in %. */
  share?: boolean;
}

const WIDTH = 460;
const HEIGHT = 230;
const LEFT = 52;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 58;
const COLOURS = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a', '#bf3989', '#0a7ea4'];

/** Panels two by two. A panel without a point is left out. */
export function chart(title: string, all: readonly Panel[]): string {
  const panels = all.filter(({ lines }) => lines.some(({ points }) => points.length > 0));
  const rows = Math.ceil(panels.length / 2);
  const [width, height] = [WIDTH * Math.min(2, Math.max(1, panels.length)), HEIGHT * Math.max(1, rows)];
  const parts = panels.map(
    (panel, i) => `<g transform="translate(${(i % 2) * WIDTH} ${Math.floor(i / 2) * HEIGHT})">${draw(panel)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" role="img"><title>${escaped(title)}</title><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`;
}

function draw({ title, x, lines, share }: Panel): string {
  const points = lines.flatMap((line) => line.points);
  const [xs, ys] = [points.map(([at]) => at), points.map(([, value]) => value)];
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const steps = ticks(Math.min(share ? 0 : Infinity, ...ys), Math.max(...ys));
  const [low, high] = [steps[0]!, steps.at(-1)!];
  const px = (at: number) => LEFT + ((at - from) / (to - from || 1)) * (WIDTH - LEFT - RIGHT);
  const py = (value: number) => HEIGHT - BOTTOM - ((value - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM);
  const show = (value: number) => (share ? `${round(100 * value)} %` : round(value));
  const grid = steps.map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(py(value))}" y2="${at(py(value))}" stroke="#d0d7de"/><text x="${LEFT - 6}" y="${at(py(value) + 4)}" text-anchor="end" fill="#57606a">${show(value)}</text>`,
  );
  const drawn = lines.map(({ points: own }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const dots =
      own.length <= 12
        ? own.map(([a, b]) => `<circle cx="${at(px(a))}" cy="${at(py(b))}" r="2.5" fill="${colour}"/>`).join('')
        : '';
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.5" points="${own.map(([a, b]) => `${at(px(a))},${at(py(b))}`).join(' ')}"/>${dots}`;
  });
  let left = LEFT;
  const legend = lines.map(({ name }, i) => {
    const label = `<rect x="${left}" y="${HEIGHT - 20}" width="10" height="3" fill="${COLOURS[i % COLOURS.length]}"/><text x="${left + 14}" y="${HEIGHT - 15}" fill="#1f2328">${escaped(name)}</text>`;
    left += 26 + name.length * 6;
    return label;
  });
  const ends = `<text x="${LEFT}" y="${HEIGHT - 40}" fill="#57606a">${round(from)}</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 40}" text-anchor="end" fill="#57606a">${round(to)} ${escaped(x)}</text>`;
  return `<text x="${LEFT}" y="18" font-weight="600" fill="#1f2328">${escaped(title)}</text>${[...grid, ...drawn, ...legend, ends].join('')}`;
}

/** Three to six round values that span the range. */
export function ticks(low: number, high: number): number[] {
  const range = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => range / n <= 5)!;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

const at = (value: number) => value.toFixed(1);
const round = (value: number) => String(Number(value.toPrecision(3)));
const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
