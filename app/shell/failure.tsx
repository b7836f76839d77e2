// SPDX-License-Identifier: GPL-2.0-or-later
// What a page that failed shows: what happened, what to do, and the id under which the log of the server tells more.
'use client';
import { Button, Content } from '@patternfly/react-core';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { TEXT } from './text.ts';

const FromServer = z.object({ digest: z.string() });

function pageRequestId(): string | undefined {
  return document.documentElement.dataset['requestId'];
}

/** The digest of a failure on the server stands in its log beside the request id; a failure in the browser has only the page's request id. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const requestId = useSyncExternalStore(() => () => undefined, pageRequestId, () => undefined);
  const fromServer = FromServer.safeParse(error);
  return (
    <>
      <Content component="p">{TEXT.errorText}</Content>
      <Content component="p">
        {TEXT.requestId}: <code>{fromServer.success ? fromServer.data.digest : requestId}</code>
      </Content>
      <Button variant="primary" onClick={retry}>{TEXT.tryAgain}</Button>
    </>
  );
}
