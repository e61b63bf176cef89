// npm run verify:browser -- FOLDER...: `protege verify` over folders of task files, in the browser's sandbox.
import fs from 'node:fs';
import path from 'node:path';
import { bundle, openBrowser } from './bench/common.mjs';
import { buildParts } from './build.mjs';
import { serve } from './serve.mjs';
import { install, root, stop } from './setup.mjs';

const folders = process.argv.slice(2);
if (folders.length === 0) stop('Name one or more folders of task files.');
install();
await buildParts();
const files = folders.flatMap((folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(folder, name)),
);
const script = await bundle('scripts/bench/verify.ts');
const { server, url } = await serve({ dir: path.join(root, 'public') });
const browser = await openBrowser();
let ok = 0;
let next = 0;
async function lane() {
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}404.html`);
    await page.evaluate(script);
    return page;
  };
  let page = await open();
  while (next < files.length) {
    const file = files[next++];
    const text = fs.readFileSync(file, 'utf8');
    const name = path.basename(file);
    const result = await page
      .evaluate(([body, id]) => globalThis.verify(body, id), [text, name])
      .catch(async (error) => {
        await page
          .context()
          .close()
          .catch(() => {});
        page = await open();
        return { taskId: name, ok: false, reason: `the page was lost: ${error.message.split('\n')[0]}` };
      });
    if (result.ok) ok++;
    console.log(JSON.stringify(result));
  }
}
await Promise.all([lane(), lane()]);
await browser.close();
server.close();
console.error(`${ok} of ${files.length} tasks behave in the browser's sandbox`);
process.exit(ok === files.length ? 0 : 1);
