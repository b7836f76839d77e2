// SPDX-License-Identifier: GPL-2.0-or-later
// The waves of a roll-out, each with its nodes by state.
'use client';
import { Button, Content, Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { RolloutDetail } from '#kickstart/fleet/rollout-view.ts';
import { FactCard } from '../../hosts/installation/facts.tsx';
import { withFilters } from '../../list/list-url.ts';
import { useListUrl } from '../../list/use-list-url.ts';
import { StateBar } from '../state-bar.tsx';
import { TEXT as ROLLOUT_TEXT } from '../text.ts';
import { NODES_CARD } from './nodes-card.tsx';
import { TEXT } from './text.ts';

const C = TEXT.waveColumns;

export function WavesCard({ rollout: { title, state, wave: open, waveCounts } }: { rollout: RolloutDetail }) {
  const { go } = useListUrl();
  const show = (wave: number) => {
    go((search) => withFilters(search, { wave: String(wave), state: '', search: '' }));
    document.getElementById(NODES_CARD)?.scrollIntoView();
  };
  return (
    <FactCard id="waves" title={TEXT.waves}>
      <Content component="p">{TEXT.wavesText}</Content>
      <Table aria-labelledby="waves" variant="compact">
        <Thead><Tr><Th modifier="fitContent">{C.wave}</Th><Th>{C.nodes}</Th></Tr></Thead>
        <Tbody>
          {waveCounts.map(({ wave, total, counts }) => {
            const name = ROLLOUT_TEXT.wave(wave);
            return (
              <Tr key={wave}>
                <Td dataLabel={C.wave} modifier="nowrap">
                  <Button variant="link" isInline aria-label={TEXT.showNodes(name)} onClick={() => show(wave)}>{name}</Button>{' '}
                  {wave === open && (state === 'running' || state === 'paused') && <Label isCompact color="blue">{TEXT.openWave}</Label>}
                  <div className="bw-sub">{ROLLOUT_TEXT.nodes(total)}</div>
                </Td>
                <Td dataLabel={C.nodes}><StateBar label={`${title}, ${name}`} counts={counts} total={total} /></Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </FactCard>
  );
}
