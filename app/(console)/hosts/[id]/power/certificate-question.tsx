// SPDX-License-Identifier: GPL-2.0-or-later
// Shows a certificate that nobody vouches for, and lets an administrator trust it.
'use client';
import { Alert, Button, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import { useState } from 'react';
import { apiPath, callApi } from '../../../../api-client.ts';
import { ProblemAlert } from '../../../../form/problem-alert.tsx';
import type { Problem } from '../../../../problem.ts';
import { useSession } from '../../../../session/session-context.tsx';
import { notify } from '../../../notice/notices.ts';
import { type Certificate, type Controller, ControllerAnswer } from './answers.ts';
import { TEXT } from './text.ts';

type CertificateQuestionProps = { host: { id: string; hostname: string }; controller: Controller; certificate: Certificate; detail: string | undefined; onTrusted: () => void };

function Row({ term, children }: { term: string; children: string }) {
  return <DescriptionListGroup><DescriptionListTerm>{term}</DescriptionListTerm><DescriptionListDescription className="bw-wrap">{children}</DescriptionListDescription></DescriptionListGroup>;
}

export function CertificateQuestion({ host, controller, certificate, detail, onTrusted }: CertificateQuestionProps) {
  const mayTrust = useSession().may('admin');
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const trust = async () => {
    setBusy(true);
    const answer = await callApi({ method: 'PUT', path: apiPath(['hosts', host.id, 'controller']), body: { ...controller, fingerprint: certificate.fingerprint }, schema: ControllerAnswer });
    setBusy(false);
    setProblem(answer.ok ? undefined : answer.problem);
    if (!answer.ok) return;
    notify(TEXT.trusted(host.hostname));
    onTrusted();
  };
  return (
    <div role="alert">
      <Alert
        isInline variant="warning" component="h3" title={TEXT.certificateTitle}
        actionLinks={mayTrust && <Button variant="secondary" isLoading={isBusy} isDisabled={isBusy} onClick={() => void trust()}>{TEXT.trust}</Button>}
      >
        {detail !== undefined && <p>{detail}</p>}
        <p>{mayTrust ? TEXT.certificateText : TEXT.certificateFor}</p>
        <DescriptionList isCompact>
          <Row term={TEXT.fingerprint}>{certificate.fingerprint}</Row>
          <Row term={TEXT.subject}>{certificate.subject}</Row>
          <Row term={TEXT.validTo}>{certificate.validTo}</Row>
        </DescriptionList>
      </Alert>
      <ProblemAlert title={TEXT.trustFailed} problem={problem} />
    </div>
  );
}
