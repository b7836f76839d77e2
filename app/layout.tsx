// SPDX-License-Identifier: GPL-2.0-or-later
// The document around every page: PatternFly's styles, the theme before the first paint, and the request id that an error page shows.
import '@patternfly/react-core/dist/styles/base.css';
import './shell/shell.css';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { NONCE_HEADER, REQUEST_ID_HEADER } from './request-headers.ts';

export const metadata: Metadata = {
  title: { default: 'Basewright', template: '%s - Basewright' },
  description: 'From bare machines to image-based nodes.',
  icons: { icon: '/favicon.svg' },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const sent = await headers(); // Reading them keeps every page dynamic, which the nonce needs.
  return (
    <html lang="en" data-request-id={sent.get(REQUEST_ID_HEADER) ?? undefined} suppressHydrationWarning>
      <head>
        <script src="/theme.js" nonce={sent.get(NONCE_HEADER) ?? undefined} />
      </head>
      <body>{children}</body>
    </html>
  );
}
