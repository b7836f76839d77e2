// SPDX-License-Identifier: GPL-2.0-or-later
// Which kickstart the machine got, and what has changed since.
'use client';
import { ClipboardCopy, Content, DescriptionList, ExpandableSection } from '@patternfly/react-core';
import { useState } from 'react';
import { apiPath } from '../../../api-client.ts';
import { ProblemAlert } from '../../../form/problem-alert.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { KickstartChanges, type ServedKickstart } from './answers.ts';
import { Fact, FactCard } from './facts.tsx';
import { Moment } from './moment.tsx';
import { TEXT } from './outcome-text.ts';
import { ReportedText } from './reported-text.tsx';

function Changes({ hostId }: { hostId: string }) {
  const { answer } = useAnswer(apiPath(['hosts', hostId, 'installation', 'kickstart']), KickstartChanges);
  if (answer === undefined) return <Content component="p">{TEXT.changesLoading}</Content>;
  if (!answer.ok) return <ProblemAlert title={TEXT.changesFailed} problem={answer.problem} />;
  const { changes, areSecretsChanged } = answer.data;
  return (
    <>
      {areSecretsChanged && <Content component="p">{TEXT.changesSecrets}</Content>}
      {changes.length === 0 ? <Content component="p">{TEXT.changesNone}</Content> : (
        <div className="bw-log" role="region" aria-label={TEXT.changes} tabIndex={0}>
          {changes.map(({ kind, text }, index) => (
            <div key={`${index} ${text}`} className={`bw-change bw-change--${kind}`}>
              <span aria-hidden="true">{kind === 'added' ? '+ ' : '− '}</span><span className="pf-v6-screen-reader">{TEXT[kind]}: </span><ReportedText most={400}>{text}</ReportedText>
            </div>
          ))}
        </div>
      )}
    </>
  );
}

export function ServedCard({ hostId, served }: { hostId: string; served: ServedKickstart }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <FactCard id="served" title={TEXT.served}>
      <DescriptionList isCompact isHorizontal isFluid>
        <Fact term={TEXT.servedHash}><ClipboardCopy variant="inline-compact" isCode className="bw-wrap" copyAriaLabel={TEXT.servedHash}>{served.sha256}</ClipboardCopy></Fact>
        <Fact term={TEXT.servedAt}><Moment at={served.at} /></Fact>
        <Fact term={TEXT.servedTo}><ReportedText>{served.address}</ReportedText></Fact>
      </DescriptionList>
      <Content component="p">{served.isChanged ? TEXT.servedChanged : TEXT.servedSame}</Content>
      {served.isChanged && (
        <ExpandableSection toggleText={TEXT.changesShow} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
          {isOpen && <Changes key={served.sha256} hostId={hostId} />}
        </ExpandableSection>
      )}
    </FactCard>
  );
}
