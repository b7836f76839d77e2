// SPDX-License-Identifier: GPL-2.0-or-later
// What runs here and what comes next, with the three actions on the whole node.
import { Card, CardBody, CardHeader, CardTitle, Flex, Label } from '@patternfly/react-core';
import { ActionButton } from './action-button.tsx';
import { durationText } from './amounts.ts';
import { Detail, Details, Said } from './details.tsx';
import { changeReason, rollbackReason, type Situation, upgradeReason } from './reasons.ts';
import { Reported } from './reported.tsx';
import type { Health, NodeStatus } from './status.ts';
import { TEXT } from './text.ts';

const LABELS = { ok: 'success', unhealthy: 'danger', unknown: 'info' } as const;

export const HealthLabel = ({ word }: { word: Health['word'] }) => <Label status={LABELS[word]}>{TEXT.healthStatus[word]}</Label>;

/** What can be asked of the whole node; each opens its dialog. */
export type NodeActions = { upgrade: () => void; rollback: () => void; reboot: () => void };

export function NodeCard({ status, situation, act }: { status: NodeStatus; situation: Situation; act: NodeActions }) {
  const buttons = (
    <Flex gap={{ default: 'gapSm' }}>
      <ActionButton variant="primary" reason={upgradeReason(status, situation)} onAct={act.upgrade}>{TEXT.upgrade}</ActionButton>
      <ActionButton variant="secondary" reason={rollbackReason(status, situation)} onAct={act.rollback}>{TEXT.rollback}</ActionButton>
      <ActionButton variant="secondary" reason={changeReason(situation)} onAct={act.reboot}>{TEXT.reboot}</ActionButton>
    </Flex>
  );
  const isSame = status.bootDefault !== null && status.bootDefault === status.layer;
  return (
    <Card component="section" aria-labelledby="node">
      <CardHeader hasWrap actions={{ actions: buttons, hasNoOffset: true }}><CardTitle component="h2" id="node">{TEXT.node}</CardTitle></CardHeader>
      <CardBody>
        <Details isWide>
          <Detail term={TEXT.layer}><strong><Said>{status.layer}</Said></strong></Detail>
          <Detail term={TEXT.base}><Said>{status.base}</Said></Detail>
          <Detail term={TEXT.nextBoot}>{isSame ? TEXT.nextBootSame : <Said>{status.bootDefault}</Said>}</Detail>
          <Detail term={TEXT.health}><HealthLabel word={status.health.word} /></Detail>
          <Detail term={TEXT.kernel}><Reported>{status.kernel}</Reported></Detail>
          <Detail term={TEXT.uptime}>{durationText(status.uptime)}</Detail>
        </Details>
      </CardBody>
    </Card>
  );
}
