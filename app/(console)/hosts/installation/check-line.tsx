// SPDX-License-Identifier: GPL-2.0-or-later
// One check that a node made, whether it passed, and why not.
'use client';
import { Icon } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { TEXT } from './outcome-text.ts';
import { ReportedText } from './reported-text.tsx';

export function CheckLine({ name, isOk, reason }: { name: string; isOk: boolean; reason?: string | null }) {
  return (
    <>
      <Icon status={isOk ? 'success' : 'danger'} isInline>{isOk ? <CheckCircleIcon /> : <ExclamationCircleIcon />}</Icon>{' '}
      <ReportedText>{name}</ReportedText>: {isOk ? TEXT.checkOk : TEXT.checkFailed}
      {typeof reason === 'string' && reason !== '' && <> (<ReportedText most={200}>{reason}</ReportedText>)</>}
    </>
  );
}
