import { mount } from 'svelte';
import App from './ui/App.svelte';
import { isolate } from './ui/isolation';
import { offline } from './ui/offline.svelte';
import './ui/app.css';

const start = () => mount(App, { target: document.getElementById('app')! });
if (import.meta.env.DEV) start();
else
  void isolate().then((reloads) => {
    if (reloads) return;
    start();
    offline.start();
  });
