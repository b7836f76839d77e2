// SPDX-License-Identifier: GPL-2.0-or-later
// The last resort, when even the layout failed: plain HTML, since nothing else can be relied on.
'use client';
import { TEXT } from './shell/text.ts';

export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>{TEXT.errorTitle}</h1>
          <p>{TEXT.errorText}</p>
        </main>
      </body>
    </html>
  );
}
