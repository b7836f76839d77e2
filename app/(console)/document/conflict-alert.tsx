// SPDX-License-Identifier: GPL-2.0-or-later
// Said when somebody else saved the document meanwhile: overwrite their version, or go on with it.
'use client';
import { Alert, AlertActionLink } from '@patternfly/react-core';
import { TEXT } from './text.ts';

export function ConflictAlert({ title, onOverwrite, onTake }: { title: string; onOverwrite: () => void; onTake: () => void }) {
  return (
    <div role="alert">
      <Alert
        isInline variant="warning" component="h2" title={title}
        actionLinks={(
          <>
            <AlertActionLink onClick={onOverwrite}>{TEXT.overwrite}</AlertActionLink>
            <AlertActionLink onClick={onTake}>{TEXT.takeTheirs}</AlertActionLink>
          </>
        )}
      >
        {TEXT.conflictText}
      </Alert>
    </div>
  );
}
