// SPDX-License-Identifier: GPL-2.0-or-later
// The ways to the node's own Cockpit, or why there is none.
'use client';
import { Button } from '@patternfly/react-core';
import ExternalLinkAltIcon from '@patternfly/react-icons/dist/esm/icons/external-link-alt-icon';
import type { NodeDetail } from '#kickstart/fleet/view.ts';
import { ReportedText } from '../../installation/reported-text.tsx';
import { isCockpitUrl } from './cockpit-url.ts';
import { TEXT } from './text.ts';

type CockpitLinksProps = { node: Pick<NodeDetail, 'cockpitUrls' | 'body'>; /** Its profile turns Cockpit on. */ isInProfile: boolean };

export function CockpitLinks({ node: { cockpitUrls, body }, isInProfile }: CockpitLinksProps) {
  if (cockpitUrls.length === 0) return <>{body === null ? TEXT.noCockpitYet : isInProfile ? TEXT.noCockpit : TEXT.noCockpitProfile}</>;
  return (
    <ul className="bw-plain-list">
      {cockpitUrls.map((url) => (
        <li key={url}>
          {isCockpitUrl(url)
            ? <Button variant="link" isInline component="a" href={url} target="_blank" rel="noreferrer" icon={<ExternalLinkAltIcon />} iconPosition="end" className="bw-wrap">{url} <span className="pf-v6-screen-reader">{TEXT.cockpitNew}</span></Button>
            : <ReportedText>{url}</ReportedText>}
        </li>
      ))}
    </ul>
  );
}
