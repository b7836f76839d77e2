// SPDX-License-Identifier: GPL-2.0-or-later
// What of a node survives an upgrade or a roll back, by imgbased's own rules: it merges /etc and copies /root into the new layer, and volumes are shared by all layers.
'use client';
import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import type { Action } from './ask.ts';
import { ASK } from './text.ts';

export function Survival({ action }: { action: Action }) {
  return (
    <DescriptionList isCompact aria-label={ASK.survival.title}>
      {ASK.survival[action].map(([term, text]) => (
        <DescriptionListGroup key={term}><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription>{text}</DescriptionListDescription></DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}
