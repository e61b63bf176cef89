import { mount } from 'svelte';
import App from './ui/App.svelte';
import { isolate } from './ui/isolation';
import { offline } from './ui/offline.svelte';
import './ui/app.css';

function start(): void {
  const target = document.getElementById('app')!;
  target.replaceChildren(); // what index.html shows at once, so that nobody looks at nothing
  mount(App, { target });
}
if (import.meta.env.DEV) start();
else
  void isolate().then((reloads) => {
    if (reloads) return;
    start();
    offline.start();
  });
