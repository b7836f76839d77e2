// SPDX-License-Identifier: GPL-2.0-or-later
// What would make the build of a definition fail, and what is to be weighed.
'use client';
import { Alert, Card, CardBody, CardTitle, Stack, StackItem } from '@patternfly/react-core';
import Link from 'next/link';
import { useSession } from '../../../session/session-context.tsx';
import type { Finding } from '../answers.ts';
import { TEXT } from '../text.ts';

export function FindingsCard({ id, findings }: { id: string; findings: readonly Finding[] }) {
  const mayEdit = useSession().may('admin');
  return (
    <Card isCompact component="section" aria-labelledby="findings">
      <CardTitle component="h2" id="findings">{TEXT.findings}</CardTitle>
      <CardBody>
        {findings.length === 0 && <Alert isInline isPlain variant="success" component="p" title={TEXT.noFindings} />}
        <Stack hasGutter>
          {findings.map(({ level, field, message }) => (
            <StackItem key={`${field} ${message}`}>
              <Alert isInline isPlain variant={level === 'error' ? 'danger' : 'warning'} component="h3" title={TEXT.levels[level]}>
                {message} {mayEdit && <Link prefetch={false} href={`/definitions/${id}/edit?field=${encodeURIComponent(field)}`} aria-label={`${TEXT.mend}: ${message}`}>{TEXT.mend}</Link>}
              </Alert>
            </StackItem>
          ))}
        </Stack>
      </CardBody>
    </Card>
  );
}
