// SPDX-License-Identifier: GPL-2.0-or-later
// The bases of a node with their layers, as the node reported them: which one runs, and which one boots next.
'use client';
import { Label } from '@patternfly/react-core';
import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import { ReportedText } from '../../installation/reported-text.tsx';
import { TEXT } from './text.ts';

function Layer({ name, body: { layer, bootDefault } }: { name: string; body: CheckInBody }) {
  return (
    <li className="bw-layer">
      {name === layer ? <strong><ReportedText>{name}</ReportedText></strong> : <ReportedText>{name}</ReportedText>}{' '}
      {name === layer && <Label isCompact color="green">{TEXT.running}</Label>}{' '}
      {name === bootDefault && name !== layer && <Label isCompact color="blue">{TEXT.nextBoot}</Label>}
    </li>
  );
}

export function LayoutTree({ body }: { body: CheckInBody }) {
  return (
    <ul className="bw-plain-list" aria-label={TEXT.layout}>
      {body.layout.map(({ base, layers }) => (
        <li key={base}>
          <ReportedText>{base}</ReportedText>
          <ul className="bw-plain-list">{layers.map((name) => <Layer key={name} name={name} body={body} />)}</ul>
        </li>
      ))}
    </ul>
  );
}
