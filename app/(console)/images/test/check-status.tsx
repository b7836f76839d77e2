// SPDX-License-Identifier: GPL-2.0-or-later
// What a check came to, in an icon and a word.
'use client';
import { Label } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import MinusCircleIcon from '@patternfly/react-icons/dist/esm/icons/minus-circle-icon';
import type { CheckStatus } from '#kickstart/catalogue/test-report.ts';
import { TEXT } from './text.ts';

const LOOKS = {
  passed: { color: 'green', icon: <CheckCircleIcon /> },
  warning: { color: 'orange', icon: <ExclamationTriangleIcon /> },
  failed: { color: 'red', icon: <ExclamationCircleIcon /> },
  skipped: { color: 'grey', icon: <MinusCircleIcon /> },
} as const satisfies Record<CheckStatus, object>;

export function CheckStatusLabel({ status }: { status: CheckStatus }) {
  return <Label isCompact {...LOOKS[status]}>{TEXT.status[status]}</Label>;
}
