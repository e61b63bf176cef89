/** Light, dark or the system's choice; index.html applies a saved choice before first paint. */
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
    try {
      if (this.value === 'auto') localStorage.removeItem('theme');
      else localStorage.setItem('theme', this.value);
    } catch {
      // Storage may be off (private windows); the choice then lasts until the tab closes.
    }
  }
}

export const theme = new ThemeChoice();
