// SPDX-License-Identifier: GPL-2.0-or-later
// Who was armed, and who was refused and why, when not all went well.
'use client';
import { Alert, List, ListItem, Stack, StackItem } from '@patternfly/react-core';
import { exactTime } from '../../list/time.ts';
import { RefusedHost } from './refused-host.tsx';
import { TEXT } from './text.ts';
import type { ArmedHosts, Verdict } from './verdict.ts';

export function ArmResult({ result, verdicts }: { result: ArmedHosts; verdicts: readonly Verdict[] }) {
  const nameOf = (id: string) => verdicts.find((verdict) => verdict.id === id)?.hostname ?? id;
  const refused = [...result.refused, ...verdicts.filter((verdict) => !verdict.isInstallable)];
  return (
    <Stack hasGutter role="status">
      {result.armed.length > 0 && (
        <StackItem>
          <Alert isInline variant="success" title={TEXT.resultArmed(result.armed.length)} component="h2">
            <List isPlain>{result.armed.map(({ id, armedUntil }) => <ListItem key={id}>{nameOf(id)} {TEXT.until(exactTime(armedUntil))}</ListItem>)}</List>
          </Alert>
        </StackItem>
      )}
      <StackItem>
        <Alert isInline variant="warning" title={TEXT.resultRefused(refused.length)} component="h2">
          <List isPlain>{refused.map((each) => <ListItem key={each.id}><RefusedHost refused={each} hostname={nameOf(each.id)} /></ListItem>)}</List>
        </Alert>
      </StackItem>
    </Stack>
  );
}
