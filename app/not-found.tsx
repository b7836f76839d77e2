// SPDX-License-Identifier: GPL-2.0-or-later
// What an address without a page shows.
'use client';
import { ActionGroup, Button, Content } from '@patternfly/react-core';
import Link from 'next/link';
import { Gate } from './shell/gate.tsx';
import { TEXT } from './shell/text.ts';

export default function NotFound() {
  return (
    <Gate title={TEXT.notFoundTitle}>
      <Content component="p">{TEXT.notFoundText}</Content>
      <ActionGroup>
        <Button component={(props) => <Link prefetch={false} {...props} href="/profiles" />}>{TEXT.toProfiles}</Button>{' '}
        <Button variant="link" component={(props) => <Link prefetch={false} {...props} href="/hosts" />}>{TEXT.toHosts}</Button>
      </ActionGroup>
    </Gate>
  );
}
