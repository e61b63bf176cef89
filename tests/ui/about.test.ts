/** The page that says what leaves the tab names everyone the site may reach, and the protégé that is really there. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { connectSources } from '../../site/csp';

const about = fs.readFileSync('src/ui/about/About.svelte', 'utf8').replace(/\s+/g, ' ');
const settings = fs.readFileSync('src/ui/settings.svelte.ts', 'utf8');

/** Part of a host's name -> how the page names it. */
const NAMES: Record<string, string> = {
  openai: 'OpenAI', openrouter: 'OpenRouter', anthropic: 'Anthropic', google: 'Google Gemini', groq: 'Groq', mistral: 'Mistral',
  deepseek: 'DeepSeek', 'x.ai': 'xAI', github: 'GitHub', jsdelivr: 'jsDelivr', huggingface: 'Hugging Face', 'hf.co': 'Hugging Face',
  localhost: 'of your own', '127.0.0.1': 'of your own',
}; // prettier-ignore

test.each(connectSources('').filter((source) => source !== "'self'"))('%s', (source) => {
  const known = Object.entries(NAMES).find(([part]) => source.includes(part));
  expect(known, `${source} is new: name it on the page and here`).toBeDefined();
  expect(about).toContain(known![1]);
});

test('StackBlitz, keys that may be remembered, the default protégé', () => {
  expect(about).toContain('StackBlitz');
  expect(about).toContain('unless you choose to remember them');
  expect(settings).toContain("protege: 'trained'");
  expect(about).toMatch(/The default protégé .*<i>Trained<\/i>/);
});
