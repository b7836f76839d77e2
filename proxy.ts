// SPDX-License-Identifier: GPL-2.0-or-later
// Runs before every page and API call: security headers with a fresh nonce, a request id, and no headers that pretend to be Next's own.
import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { NONCE_HEADER, PATH_HEADER, REQUEST_ID_HEADER } from '#app/request-headers.ts';

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** True when the browser speaks HTTPS, to us or to the reverse proxy before us. Decides only about HSTS, which browsers ignore over plain HTTP. */
function isHttps(request: NextRequest): boolean {
  return request.nextUrl.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https';
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(18).toString('base64');
  const requestId = randomBytes(9).toString('base64url');
  const policy = contentSecurityPolicy(nonce);

  const headers = new Headers(request.headers);
  // Next trusts these between its own layers; from outside they once skipped its middleware (CVE-2025-29927).
  for (const name of [...headers.keys()]) {
    if (name.startsWith('x-middleware-')) headers.delete(name);
  }
  headers.set(NONCE_HEADER, nonce);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  headers.set('content-security-policy', policy); // Next reads the nonce for its own scripts from here.

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.headers.set(REQUEST_ID_HEADER, requestId);
  if (isHttps(request)) response.headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  return response;
}

// Next keeps a copy of every body that passes here in memory, and only its first 10 MiB: what takes large files goes past, and has its headers from next.config.js.
export const config = { matcher: '/((?!_next/static/|api/v1/(?:uploads|rpms)(?:/|$)).*)' };
