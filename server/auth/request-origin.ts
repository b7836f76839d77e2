// SPDX-License-Identifier: GPL-2.0-or-later
// What a request says about where it comes from: forged by another site or not, over HTTPS or not, from which address.

/** Whether the client reached us by HTTPS: directly or by a proxy that says so. */
export function isSecureRequest(request: Request): boolean {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim();
  return (forwarded ?? new URL(request.url).protocol.replace(':', '')) === 'https';
}

/**
 * The client's address as the nearest proxy, or Next itself, saw it: the right-most one.
 * For throttling only: without a proxy in front that sets it, a client may claim any address.
 */
export function clientAddress(request: Request): string {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown';
}

/**
 * Whether a request that changes something was made by our own pages (or by no browser at all).
 * Browsers send Origin with every such request and Sec-Fetch-Site with each one; neither can be set by a page.
 *
 * @returns `same`, `other`, or `unknown` when the request has neither header: no browser sent it.
 */
export function requestOrigin(request: Request): 'same' | 'other' | 'unknown' {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'other';
  if (origin !== null) return isOwnOrigin(origin, request) ? 'same' : 'other';
  return site === null ? 'unknown' : 'same';
}

function isOwnOrigin(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, protocol } = new URL(origin);
  // Next builds request.url from its own listening name: only the Host header is what the browser saw.
  const own = request.headers.get('host') ?? new URL(request.url).host;
  return host === own.toLowerCase() && protocol === (isSecureRequest(request) ? 'https:' : 'http:');
}
