// SPDX-License-Identifier: GPL-2.0-or-later
// Where to go after a login: the path the admin asked for, when it is one of ours.

const HOME = '/profiles';

/**
 * The same-origin path in `next`, or the first page when there is none or it leads elsewhere.
 * A path with two leading slashes or a backslash is another host for a browser (`//evil`, `/\\evil`), so the URL parser decides.
 */
export function returnPath(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return HOME;
  const base = 'http://same-origin.invalid';
  if (!URL.canParse(next, base)) return HOME;
  const url = new URL(next, base);
  const isLogin = url.pathname === '/login' || url.pathname === '/setup';
  return url.origin === base && !url.pathname.startsWith('//') && !isLogin ? url.pathname + url.search + url.hash : HOME;
}
