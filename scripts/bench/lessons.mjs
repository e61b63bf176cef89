// The room Learn and the dial below the lane, on the built site: scenes opened warm, the what-if drawn anew.
import { buildSite } from '../build.mjs';
import { serve } from '../serve.mjs';
import { median, openBrowser } from './common.mjs';

const SCENES = ['bug', 'loop', 'ask', 'dial', 'timing', 'advice', 'cost', 'training', 'who'];
const EPISODE = '#/library/lesson%3Astory-alone';
const MOVES = 200;

export async function measure(report) {
  await buildSite();
  const { server, url } = await serve();
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await page.goto(`${url}#/learn/${SCENES.at(-1)}`);
    const open = (id) =>
      page.evaluate(async (scene) => {
        const from = performance.now();
        location.hash = `#/learn/${scene}`;
        const there = () =>
          document.querySelector(`nav[aria-label=Scenes] a[href="#/learn/${scene}"][aria-current]`) &&
          document.querySelector('article .beat');
        while (!there()) await new Promise((done) => requestAnimationFrame(done));
        return performance.now() - from;
      }, id);
    for (const id of SCENES) await open(id); // everything is fetched once
    const opened = [];
    for (const id of SCENES) opened.push(await open(id));
    report({
      name: 'a scene opens, warm, the slowest',
      value: Math.max(...opened),
      unit: 'ms',
      goal: '<= 300',
      n: opened.length,
    });
    report({ name: 'a scene opens, warm', value: median(opened), unit: 'ms', goal: '<= 300', n: opened.length });

    await page.goto(url + EPISODE);
    await page.getByRole('button', { name: 'What if?' }).click();
    await page.getByRole('combobox', { name: 'Whose readings' }).selectOption('stuck');
    await page.waitForFunction(() => document.querySelector('.turn input[type=range]:not(:disabled)'));
    const moves = await page.evaluate(async (count) => {
      const slider = /** @type {HTMLInputElement} */ (document.querySelector('.turn input[type=range]'));
      const times = [];
      for (let i = 0; i < count; i++) {
        slider.value = String(0.02 + ((i * 37) % 97) / 100);
        const from = performance.now();
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((done) => setTimeout(done)); // after the flush
        void document.body.offsetHeight;
        times.push(performance.now() - from);
      }
      return times.sort((a, b) => a - b);
    }, MOVES);
    const p95 = moves[Math.floor(0.95 * moves.length)];
    report({ name: 'what-if drawn anew, 40 steps, p95', value: p95, unit: 'ms', goal: '<= 16', n: MOVES });
  } finally {
    await browser.close();
    server.close();
  }
}
