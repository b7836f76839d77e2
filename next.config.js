// SPDX-License-Identifier: GPL-2.0-or-later
// How Next builds and serves the admin plane: no telemetry of its own making, no inline images, headers for static files.
import { fileURLToPath } from 'node:url';

/** Headers for every answer; the Content-Security-Policy is made per request in proxy.ts because it carries a nonce. */
const headersForAll = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  {
    key: 'Permissions-Policy',
    value: [
      'accelerometer', 'autoplay', 'camera', 'display-capture', 'encrypted-media', 'fullscreen', 'geolocation', 'gyroscope', 'magnetometer',
      'microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'usb', 'xr-spatial-tracking',
    ].map((feature) => `${feature}=()`).join(', '),
  },
];

/** For what goes past proxy.ts, because it takes large files: its answers are never pages. */
const headersForUploads = [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }];
const strictTransport = [{ key: 'Strict-Transport-Security', value: 'max-age=31536000; includeSubDomains' }];
const uploads = '/api/v1/:room(uploads|rpms)/:path*';

/** @type {import('next').NextConfig} */
const config = {
  agentRules: false,
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
  // `npm test` checks types once for the whole repository; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Browsers ask for it where a page could not name its icon: on an error, or for a text.
  rewrites: async () => [{ source: '/favicon.ico', destination: '/favicon.svg' }],
  headers: async () => [
    { source: '/:path*', headers: headersForAll },
    { source: uploads, headers: headersForUploads },
    { source: uploads, has: [{ type: 'header', key: 'x-forwarded-proto', value: 'https' }], headers: strictTransport },
  ],
};

export default config;
