// SPDX-License-Identifier: GPL-2.0-or-later
// The state of an image and what its tests say, in words and icons.
'use client';
import { Label, LabelGroup, Tooltip } from '@patternfly/react-core';
import ArchiveIcon from '@patternfly/react-icons/dist/esm/icons/archive-icon';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import InProgressIcon from '@patternfly/react-icons/dist/esm/icons/in-progress-icon';
import type { ImageState } from '#kickstart/catalogue/image.ts';
import { VerdictLabel } from '../channels/verdict-label.tsx';
import type { ImageSummary } from './image-answers.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  available: { status: 'success', icon: <CheckCircleIcon /> },
  retired: { color: 'grey', icon: <ArchiveIcon /> },
  quarantined: { status: 'danger', icon: <ExclamationCircleIcon /> },
} as const satisfies Record<ImageState, object>;

function ImageStateLabel({ state }: { state: ImageState }) {
  return <Tooltip content={TEXT.stateHelp[state]}><Label isCompact tabIndex={0} {...LOOKS[state]}>{TEXT.states[state]}</Label></Tooltip>;
}

/** An image that nobody has retired is as good as its test says. */
export function ImageLabels({ image }: { image: Pick<ImageSummary, 'state' | 'verdict' | 'testing' | 'isSigned'> }) {
  return (
    <LabelGroup numLabels={4} aria-label={TEXT.state}>
      {image.state !== 'available' && <ImageStateLabel state={image.state} />}
      {image.testing === null ? <VerdictLabel verdict={image.verdict} /> : <Label isCompact status="info" icon={<InProgressIcon />}>{TEXT.testing}</Label>}
      {image.isSigned && <Label isCompact color="blue">{TEXT.signed}</Label>}
    </LabelGroup>
  );
}
