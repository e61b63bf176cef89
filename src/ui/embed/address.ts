/** What a frame shows, as its address says it. */

export interface Embedded {
  /** An episode of the site (`demo:…`) or one that is in the address (`~…`); '' = the recording of the landing page. */
  id: string;
  /** Steps that are done when it opens; null = it begins shortly before the first ask, or at the start. */
  step: number | null;
  /** It begins by itself. */
  play: boolean;
  theme: 'light' | 'dark' | null;
}

export function embedded(hash: string): Embedded {
  const [place = '', search = ''] = hash.replace(/^#?\/?(library\/)?/, '').split('?');
  const query = new URLSearchParams(search);
  const step = query.get('step');
  const theme = query.get('theme');
  return {
    id: decoded(place),
    step: step !== null && /^\d{1,4}$/.test(step) ? Number(step) : null,
    play: query.get('play') === '1',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The lines that put an episode into another page. `page` is the address of this site. */
export function frameCode(page: string, id: string, step: number | null): string {
  const query = step === null ? '' : `?step=${step}`;
  const address = new URL(`embed.html#${encodeURIComponent(id)}${query}`, page.replace(/[#?].*$/, '')).href;
  return `<iframe src="${address}" title="A run of Protégé Playground" width="100%" height="640" style="border:1px solid #ccc;border-radius:8px" loading="lazy"></iframe>`;
}
