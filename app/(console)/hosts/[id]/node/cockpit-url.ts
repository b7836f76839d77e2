// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses of a node's Cockpit may become links: a node says its addresses itself.

/** Nothing but https, a host and a port: no name to log in with, no path, no other scheme. */
export function isCockpitUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';
}
