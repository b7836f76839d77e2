// SPDX-License-Identifier: GPL-2.0-or-later
// Where upgrades come from, whether there is one, and what holds them back.
import { Card, CardBody, CardTitle, Label } from '@patternfly/react-core';
import { momentText } from './amounts.ts';
import { Detail, Details, Said } from './details.tsx';
import { Reported } from './reported.tsx';
import type { NodeStatus } from './status.ts';
import { TEXT } from './text.ts';

function windowText({ window, nextWindow }: NodeStatus): string {
  if (window === null) return TEXT.unknown;
  const words = window === 'never' || window === 'any' ? TEXT.windowWords[window] : window;
  return window === 'never' || window === 'any' || nextWindow === null ? words : TEXT.nextWindow(words, momentText(nextWindow));
}

export function UpgradesCard({ status }: { status: NodeStatus }) {
  const { channel, isBehind, pinned, pending, bootCounting } = status;
  return (
    <Card component="section" aria-labelledby="upgrades">
      <CardTitle component="h2" id="upgrades">{TEXT.upgrades}</CardTitle>
      <CardBody>
        <Details>
          <Detail term={TEXT.channel}>{channel === null ? TEXT.noChannel : <Reported>{channel}</Reported>}</Detail>
          {channel !== null && (
            <Detail term={TEXT.published}>
              <Said>{status.channelNvr}</Said>{' '}
              {isBehind === true && <Label isCompact status="warning">{TEXT.isBehind}</Label>}
              {isBehind === false && <Label isCompact status="success">{TEXT.isCurrent}</Label>}
            </Detail>
          )}
          {pinned !== null && <Detail term={TEXT.pinned}><Reported>{pinned}</Reported></Detail>}
          {pending !== null && <Detail term={TEXT.pending}><Reported>{TEXT.pendingText(pending.nvr ?? pending.layer ?? TEXT.unknown, pending.from ?? TEXT.unknown)}</Reported></Detail>}
          <Detail term={TEXT.window}><Reported>{windowText(status)}</Reported></Detail>
          <Detail term={TEXT.bootCounting}>{TEXT.counting[bootCounting.kind]} {bootCounting.kind === 'none' && bootCounting.why !== null && <Reported>{bootCounting.why}</Reported>}</Detail>
        </Details>
      </CardBody>
    </Card>
  );
}
