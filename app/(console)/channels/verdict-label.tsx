// SPDX-License-Identifier: GPL-2.0-or-later
// What the newest test said of an image, in an icon and words; and the image by its name.
'use client';
import { Label } from '@patternfly/react-core';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import Link from 'next/link';
import type { Verdict } from '#kickstart/catalogue/test-report.ts';
import type { ChannelImage } from './channel-answers.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  passed: { status: 'success', icon: <CheckCircleIcon /> },
  warnings: { status: 'warning', icon: <ExclamationTriangleIcon /> },
  failed: { status: 'danger', icon: <ExclamationCircleIcon /> },
} as const satisfies Record<Verdict, object>;

export function VerdictLabel({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null) return <Label isCompact color="grey" icon={<BanIcon />}>{TEXT.untested}</Label>;
  return <Label isCompact {...LOOKS[verdict]}>{TEXT.verdicts[verdict]}</Label>;
}

/** The image by the name it gives itself, which is not to be trusted to behave. */
export function ImageLink({ image }: { image: Pick<ChannelImage, 'sha256' | 'nvr' | 'name'> }) {
  return <Link prefetch={false} href={`/images/${image.sha256}`} className="bw-reported">{image.nvr ?? image.name}</Link>;
}
