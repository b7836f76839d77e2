// SPDX-License-Identifier: GPL-2.0-or-later
// Sets the theme before the first paint, so that a dark page never flashes white. The choice is kept by app/shell/theme.ts.
(() => {
  let choice = 'system';
  try {
    choice = localStorage.getItem('basewright.theme') ?? 'system';
  } catch {
    // Storage is refused (private window): follow the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
})();
