// SPDX-License-Identifier: GPL-2.0-or-later
// Writes each failure of a page to the log under the id that its error page shows.
import type { Instrumentation } from 'next';
import { REQUEST_ID_HEADER } from '#app/request-headers.ts';

export const onRequestError: Instrumentation.onRequestError = (error, request, context) => {
  const failure = error instanceof Error ? error : new Error(String(error));
  const digest = 'digest' in failure ? String(failure.digest) : undefined;
  const line = {
    time: new Date().toISOString(), level: 'error', event: 'page-failed', requestId: request.headers[REQUEST_ID_HEADER], digest,
    route: context.routePath, message: failure.message, stack: failure.stack,
  };
  console.error(JSON.stringify(line));
};
