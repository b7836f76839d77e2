// SPDX-License-Identifier: GPL-2.0-or-later
// A problem of the API, said in place: what, why, how to mend it, and the request id to look for in the log.
'use client';
import { Alert, List, ListItem } from '@patternfly/react-core';
import type { Problem } from '../problem.ts';
import { TEXT } from '../shell/text.ts';

/** `title` says what did not happen ("The profile was not saved"); the problem says why. Nothing is drawn without a problem. */
export function ProblemAlert({ title, problem }: { title: string; problem: Problem | undefined }) {
  if (problem === undefined) return null;
  const errors = problem.errors ?? [];
  return (
    <div role="alert">
      <Alert isInline variant="danger" title={title} component="h2">
        <p>{problem.detail ?? problem.title}</p>
        {errors.length > 0 && (
          <List>
            {errors.map((error) => (
              <ListItem key={`${error.path} ${error.message}`}>{error.path === '' ? error.message : `${error.path}: ${error.message}`}</ListItem>
            ))}
          </List>
        )}
        {problem.requestId !== undefined && <p><small>{TEXT.requestId}: {problem.requestId}</small></p>}
      </Alert>
    </div>
  );
}
