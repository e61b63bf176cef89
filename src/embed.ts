/**
 * One episode in another page's frame: `embed.html#<episode>?step=3&theme=dark&play=1`. The episode is in the address itself or
 * one that the site ships; this page opens no storage, holds no key and starts no sandbox, so that anyone may frame it.
 */
import { mount } from 'svelte';
import Embed from './ui/embed/Embed.svelte';
import { embedded } from './ui/embed/address';
import './ui/app.css';

const { theme } = embedded(location.hash);
if (theme) document.documentElement.dataset.theme = theme;
mount(Embed, { target: document.getElementById('app')! });
// another episode in the same frame is another page
addEventListener('hashchange', () => location.reload());
