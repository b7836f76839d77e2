// SPDX-License-Identifier: GPL-2.0-or-later
// What can be done with the selected hosts, above the list while there are some.
'use client';
import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { Selection } from '../list/selection.ts';
import { useNow } from '../list/time.ts';
import type { Asked } from './host-dialogs.tsx';
import { type HostSummary, mayBeDisarmed, stateNow } from './host-summary.ts';
import { TEXT } from './text.ts';

export function SelectionBar({ selection, ask }: { selection: Selection<HostSummary>; ask: (asked: Asked) => void }) {
  const now = useNow();
  const { chosen: hosts, most } = selection;
  const disarmable = hosts.filter((host) => mayBeDisarmed(stateNow(host, now)));
  if (hosts.length === 0) return null;
  return (
    <Toolbar inset={{ default: 'insetNone' }} role="group" aria-label={TEXT.selection} className="bw-selection">
      <ToolbarContent>
        <ToolbarItem alignSelf="center"><span role="status">{TEXT.selected(hosts.length)}{hosts.length >= most && ` ${TEXT.selectedMost(most)}`}</span></ToolbarItem>
        <ToolbarItem><Button variant="primary" onClick={() => ask({ what: 'arm', hosts })}>{TEXT.armMany}</Button></ToolbarItem>
        {disarmable.length > 0 && <ToolbarItem><Button variant="secondary" onClick={() => ask({ what: 'disarm', hosts: disarmable })}>{TEXT.disarmMany(disarmable.length)}</Button></ToolbarItem>}
        <ToolbarItem><Button variant="link" onClick={selection.clear}>{TEXT.clearSelection}</Button></ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
