// SPDX-License-Identifier: GPL-2.0-or-later
// A new host.
'use client';
import { Card, CardBody, CardTitle, PageSection } from '@patternfly/react-core';
import { useRouter, useSearchParams } from 'next/navigation';
import { useSession } from '../../../session/session-context.tsx';
import { PageHeader } from '../../../shell/page-header.tsx';
import { RoleNote } from '../../role-note.tsx';
import { HostForm } from '../form/host-form.tsx';
import { TEXT } from '../text.ts';

export function NewHost() {
  const router = useRouter();
  const profile = useSearchParams().get('profile') ?? '';
  const mayAdd = useSession().may('admin');
  return (
    <>
      <PageHeader title={TEXT.create} description={TEXT.createText} trail={[{ href: '/hosts', label: TEXT.title }]} />
      <PageSection>
        {mayAdd
          ? (
            <Card isCompact component="section" aria-labelledby="host-settings" className="bw-narrow">
              <CardTitle component="h2" id="host-settings">{TEXT.settings}</CardTitle>
              <CardBody><HostForm profile={profile} onSaved={(id) => router.push(`/hosts/${id}`)} /></CardBody>
            </Card>
          )
          : <RoleNote needed="admin" what={TEXT.readOnly} />}
      </PageSection>
    </>
  );
}
