export type Theme = 'light' | 'dark';

/** The one that public/theme.js set before the first paint. */
export const currentTheme = (): Theme =>
  document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';

export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('flowcast.theme', theme);
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}
