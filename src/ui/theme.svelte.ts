/** Light, dark or the system's choice; index.html applies a saved choice before first paint. */
import { preference } from '../storage/preferences';

export type Theme = 'auto' | 'light' | 'dark';

const next: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

function saved(): Theme {
  const value = document.documentElement.dataset.theme;
  return value === 'light' || value === 'dark' ? value : 'auto';
}

class ThemeChoice {
  value = $state<Theme>(saved());

  cycle(): void {
    this.value = next[this.value];
    if (this.value === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.value;
    preference('theme').keep(this.value === 'auto' ? null : this.value);
  }
}

export const theme = new ThemeChoice();
