// SPDX-License-Identifier: GPL-2.0-or-later
// Follows the theme that the user chose in Cockpit's shell: it keeps it in the browser's storage, for all pages.

const KEY = 'shell:style';
const SYSTEM = '(prefers-color-scheme: dark)';

function apply(): void {
  const style = localStorage.getItem(KEY) ?? 'auto';
  const isDark = style === 'dark' || (style === 'auto' && matchMedia(SYSTEM).matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', isDark);
}

/** Sets the theme, and keeps to it when the shell or the system changes. */
export function followTheme(): void {
  apply();
  window.addEventListener('storage', (event) => {
    if (event.key === KEY || event.key === null) apply();
  });
  window.addEventListener('cockpit-style', apply);
  matchMedia(SYSTEM).addEventListener('change', apply);
}
