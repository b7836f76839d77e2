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
  headers: async () => [{ source: '/:path*', headers: headersForAll }],
};

export default config;
