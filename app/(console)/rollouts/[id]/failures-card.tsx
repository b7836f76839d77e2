// SPDX-License-Identifier: GPL-2.0-or-later
// The first nodes that count as failed, and why.
'use client';
import { Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, StackItem } from '@patternfly/react-core';
import Link from 'next/link';
import { useEffect } from 'react';
import { type RolloutDetail, RolloutNodeList, type RolloutNode } from '#kickstart/fleet/rollout-view.ts';
import type { RolloutNodeState } from '#kickstart/fleet/states.ts';
import { apiPath } from '../../../api-client.ts';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { ReportedText } from '../../hosts/installation/reported-text.tsx';
import { useAnswer } from '../../list/use-answer.ts';
import { NodeStateLabel } from '../rollout-labels.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { TEXT } from './text.ts';

const MOST = 5;

/** The first nodes in that state; asked for again when their number has changed. */
function useNodesIn(id: string, state: RolloutNodeState, count: number): readonly RolloutNode[] {
  const { answer, reload } = useAnswer(count === 0 ? undefined : apiPath(['rollouts', id, 'nodes'], { state, limit: MOST }), RolloutNodeList);
  useEffect(reload, [count, reload]);
  return count > 0 && answer?.ok === true ? answer.data.items : [];
}

export function FailuresCard({ rollout: { id, counts } }: { rollout: RolloutDetail }) {
  const [back, failed, silent] = [useNodesIn(id, 'fallen-back', counts['fallen-back']), useNodesIn(id, 'failed', counts.failed), useNodesIn(id, 'silent', counts.silent)];
  const shown = [...back, ...failed, ...silent].sort((one, other) => one.changedAt.localeCompare(other.changedAt)).slice(0, MOST);
  if (shown.length === 0) return null;
  return (
    <StackItem>
      <FactCard id="failures" title={TEXT.failures}>
        <Content component="p">{TEXT.failuresText(shown.length, counts['fallen-back'] + counts.failed + counts.silent)}</Content>
        <DescriptionList isCompact>
          {shown.map((node) => (
            <DescriptionListGroup key={node.hostId}>
              <DescriptionListTerm>
                {node.isDeleted ? node.hostname : <Link prefetch={false} href={`/hosts/${node.hostId}`}>{node.hostname}</Link>} <NodeStateLabel state={node.state} /> <span className="bw-sub">{ROLLOUT_TEXT.wave(node.wave)}</span>
              </DescriptionListTerm>
              <DescriptionListDescription>{node.reason === null ? TEXT.noReason : <ReportedText most={300}>{node.reason}</ReportedText>}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </FactCard>
    </StackItem>
  );
}
