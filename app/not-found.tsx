// SPDX-License-Identifier: GPL-2.0-or-later
// What an address without a page shows.
'use client';
import { ActionGroup, Content } from '@patternfly/react-core';
import { Gate } from './shell/gate.tsx';
import { LinkButton } from './shell/link-button.tsx';
import { TEXT } from './shell/text.ts';

export default function NotFound() {
  return (
    <Gate title={TEXT.notFoundTitle}>
      <Content component="p">{TEXT.notFoundText}</Content>
      <ActionGroup>
        <LinkButton href="/profiles">{TEXT.toProfiles}</LinkButton>{' '}
        <LinkButton variant="link" href="/hosts">{TEXT.toHosts}</LinkButton>
      </ActionGroup>
    </Gate>
  );
}
