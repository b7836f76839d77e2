// SPDX-License-Identifier: GPL-2.0-or-later
// What can be asked of the selected nodes, above the list while there are some.
'use client';
import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { FleetNode } from '#kickstart/fleet/view.ts';
import type { Selection } from '../list/selection.ts';
import type { Asked } from './node-dialogs.tsx';
import { TEXT } from './text.ts';

export function SelectionBar({ selection: { chosen, most, clear }, ask }: { selection: Selection<FleetNode>; ask: (asked: Asked) => void }) {
  if (chosen.length === 0) return null;
  return (
    <Toolbar inset={{ default: 'insetNone' }} role="group" aria-label={TEXT.selection}>
      <ToolbarContent>
        <ToolbarItem alignSelf="center"><span role="status">{TEXT.selected(chosen.length)}{chosen.length >= most && ` ${TEXT.selectedMost(most)}`}</span></ToolbarItem>
        <ToolbarItem><Button variant="primary" onClick={() => ask({ what: 'upgrade', nodes: chosen })}>{TEXT.upgradeMany}</Button></ToolbarItem>
        <ToolbarItem><Button variant="secondary" onClick={() => ask({ what: 'rollback', nodes: chosen })}>{TEXT.rollbackMany}</Button></ToolbarItem>
        <ToolbarItem><Button variant="link" onClick={clear}>{TEXT.clearSelection}</Button></ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
